import { type ReactNode, useId } from 'react'

type SwitchProps = Readonly<{
  label: string
  hint?: ReactNode
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}>

/** On or off, at once. */
export function Switch({ label, hint, checked, disabled, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className="control" data-on={checked}>
      <label htmlFor={id}>{label}</label>
      <span className="hint">{hint}</span>
      <input
        id={id}
        className="toggle"
        type="checkbox"
        role="switch"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  )
}
