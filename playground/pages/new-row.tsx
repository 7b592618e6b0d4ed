import { type SubmitEvent, useRef } from 'react'

/** Adds a project by its name, and is at once ready for the next. */
export function NewRow({ onAdd }: Readonly<{ onAdd: (name: string) => void }>) {
  const input = useRef<HTMLInputElement>(null)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    onAdd(input.current?.value.trim() ?? '')
    event.currentTarget.reset()
    input.current?.focus()
  }
  return (
    <form className="new-row" onSubmit={submit}>
      <input
        ref={input}
        aria-label="Name of a new project"
        placeholder="A new project"
        autoComplete="off"
      />
      <button type="submit" className="small">
        Add
      </button>
    </form>
  )
}
