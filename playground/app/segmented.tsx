import { useId } from 'react'

type SegmentedProps<T extends string> = Readonly<{
  legend: string
  options: readonly Readonly<{ value: T; label: string }>[]
  value: T
  onChange: (value: T) => void
}>

/** One of a few, side by side: radio buttons in other clothes. */
export function Segmented<T extends string>({
  legend,
  options,
  value,
  onChange,
}: SegmentedProps<T>) {
  const name = useId()
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
