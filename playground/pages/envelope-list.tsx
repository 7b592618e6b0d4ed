import { useId } from 'react'
import type { EnvelopeItem } from './envelopes.ts'

type EnvelopeListProps = Readonly<{
  items: readonly EnvelopeItem[]
  chosen: EnvelopeItem | undefined
  onChoose: (item: EnvelopeItem) => void
}>

/** The items, newest first; radio buttons, so that the arrows go from one to the next. */
export function EnvelopeList({ items, chosen, onChoose }: EnvelopeListProps) {
  const name = useId()
  return (
    <fieldset className="envelope-list">
      <legend className="visually-hidden">Envelope items, newest first</legend>
      {items.length === 0 && <p className="empty">Cause something above.</p>}
      {items.map((item) => (
        <label key={item.id}>
          <input
            type="radio"
            name={name}
            checked={item.id === chosen?.id}
            onChange={() => onChoose(item)}
          />
          <span className="type">{item.type}</span>
          <span className="when">
            {sizeOf(item.bytes)} · {timeOf(item.at)}
          </span>
          <span className="about">{item.about}</span>
        </label>
      ))}
    </fieldset>
  )
}

export const sizeOf = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} B` : `${(bytes / 1_000).toFixed(1)} kB`

export const timeOf = (at: number): string => new Date(at).toTimeString().slice(0, 8)
