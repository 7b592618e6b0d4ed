import { type ReactNode, useId } from 'react'

type SwitchProps = Readonly<{
  label: string
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
  /** What it does, with its figures to choose from. */
  children?: ReactNode
}>

/** On or off, at once. */
export function Switch({ label, checked, disabled, onChange, children }: SwitchProps) {
  const id = useId()
  return (
    <div className="control" data-on={checked}>
      <label htmlFor={id}>{label}</label>
      <span className="hint">{children}</span>
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
