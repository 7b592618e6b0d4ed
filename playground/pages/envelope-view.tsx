import { useState } from 'react'
import { Segmented } from '../app/segmented.tsx'
import type { EnvelopeItem } from './envelopes.ts'
import { MarkedJson } from './marked-json.tsx'
import { PLANTED, SPELLINGS } from './planted.ts'

const SIDES = [
  { value: 'sent', label: 'As sent' },
  { value: 'before', label: 'Before the mask' },
] as const

const MASKS = ['[redacted]']

/** One item: what was planted in it, and its JSON, as it left and as it was made. */
export function EnvelopeView({ item }: Readonly<{ item: EnvelopeItem | undefined }>) {
  const [side, setSide] = useState<'sent' | 'before'>('sent')
  return (
    <section className="envelope-view" aria-label="The chosen item">
      <header>
        <h3>{item?.type ?? 'none'}</h3>
        <Segmented legend="Show it" options={SIDES} value={side} onChange={setSide} />
      </header>
      {item ? (
        <>
          <PlantedSecrets item={item} />
          {side === 'sent' ? (
            <MarkedJson
              key={item.id}
              label="JSON as sent"
              json={item.sent}
              marks={MASKS}
              tone="masked"
            />
          ) : (
            <MarkedJson
              key={item.id}
              label="JSON before"
              json={item.before}
              marks={SPELLINGS}
              tone="secret"
            />
          )}
        </>
      ) : (
        <p className="empty">Nothing has been sent yet.</p>
      )}
    </section>
  )
}

function PlantedSecrets({ item: { planted, found } }: Readonly<{ item: EnvelopeItem }>) {
  return (
    <ul className="planted" aria-label="Planted in this item">
      {planted.length === 0 && <li className="none">None of the secrets came as far as this.</li>}
      {planted.map((name) => (
        <li key={name} data-found={found.includes(name)}>
          <span>{name}</span> <code>{PLANTED[name]}</code>{' '}
          <b>{found.includes(name) ? 'found' : 'masked'}</b>
        </li>
      ))}
    </ul>
  )
}
