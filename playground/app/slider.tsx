import { type ReactNode, useId } from 'react'

type SliderProps = Readonly<{
  label: string
  value: number
  max: number
  step: number
  min?: number
  /** The value in words, for eyes and ears. */
  said: string
  disabled?: boolean
  onChange: (value: number) => void
  /** Stands in place of the value. */
  children?: ReactNode
}>

/** A range with its label and its value in one row. */
export function Slider({ label, said, onChange, children, min = 0, ...rest }: SliderProps) {
  const id = useId()
  const { value, max } = rest
  return (
    <div className="control" data-on={value > min}>
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        type="range"
        min={min}
        aria-valuetext={said}
        style={{ '--share': `${((value - min) / (max - min)) * 100}%` } as object}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <span className="reading">{children ?? said}</span>
    </div>
  )
}
