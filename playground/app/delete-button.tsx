import { useState } from 'react'

type DeleteButtonProps = Readonly<{ name: string; busy: boolean; onDelete: () => void }>

/** Asks once, in its own place. */
export function DeleteButton({ name, busy, onDelete }: DeleteButtonProps) {
  const [asked, setAsked] = useState(false)
  const press = () => {
    if (asked) onDelete()
    setAsked(!asked)
  }
  return (
    <button
      type="button"
      className="small danger"
      data-asked={asked}
      disabled={busy}
      aria-label={asked ? `Really delete ${name}` : `Delete ${name}`}
      onClick={press}
      onBlur={() => setAsked(false)}
      onKeyDown={({ key }) => key === 'Escape' && setAsked(false)}
    >
      {busy ? 'Deleting' : asked ? 'Really?' : 'Delete'}
    </button>
  )
}
