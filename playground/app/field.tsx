import { type ReactNode, useId } from 'react'

export type FieldControl = Readonly<{
  id: string
  name: string
  'aria-invalid': boolean
  'aria-describedby': string
}>

type FieldProps = Readonly<{
  label: string
  name: string
  errors: readonly string[] | undefined
  hint?: string
  children: (control: FieldControl) => ReactNode
}>

/** A form field; its errors stand in the place of its hint, so that nothing moves. */
export function Field({ label, name, errors = [], hint, children }: FieldProps) {
  const id = useId()
  const wrong = errors.length > 0
  return (
    <div className="field" data-wrong={wrong}>
      <label htmlFor={id}>{label}</label>
      {children({ id, name, 'aria-invalid': wrong, 'aria-describedby': `${id}-note` })}
      <span id={`${id}-note`} className="field-note">
        {wrong ? errors.join(' ') : hint}
      </span>
    </div>
  )
}
