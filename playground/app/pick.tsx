type PickProps = Readonly<{
  label: string
  value: number
  all: readonly number[]
  disabled?: boolean
  onChange: (value: number) => void
}>

/** One of a few numbers, in the middle of a sentence. */
export function Pick({ label, value, all, disabled, onChange }: PickProps) {
  return (
    <select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={({ target }) => onChange(Number(target.value))}
    >
      {[...new Set([...all, value])]
        .sort((a, b) => a - b)
        .map((each) => (
          <option key={each}>{each}</option>
        ))}
    </select>
  )
}
