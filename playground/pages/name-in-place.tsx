import { useState } from 'react'

type NameInPlaceProps = Readonly<{ name: string; onRename: (name: string) => void }>

/** A name that can be typed over. Enter or leaving the field saves, Escape does not. */
export function NameInPlace({ name, onRename }: NameInPlaceProps) {
  // Only while somebody types: at all other times the list says what the name is.
  const [draft, setDraft] = useState<string>()
  const save = () => {
    if (draft !== undefined && draft !== name) onRename(draft)
    setDraft(undefined)
  }
  return (
    <input
      className="name-in-place"
      aria-label={`Name of ${name}`}
      autoComplete="off"
      spellCheck={false}
      value={draft ?? name}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={save}
      onKeyDown={({ key }) => {
        if (key === 'Enter') save()
        if (key === 'Escape') setDraft(undefined)
      }}
    />
  )
}
