import { pageState } from '../app/page-state.ts'
import { type PlantedName, secretsIn } from './planted.ts'

/** One item of an envelope that Sentry would have been sent. */
export type EnvelopeItem = Readonly<{
  id: number
  /** Milliseconds since the epoch. */
  at: number
  type: string
  /** What it is about, in a few words. */
  about: string
  bytes: number
  /** As JSON, indented. */
  before: string
  sent: string
  /** The secrets that are in `before`, and those still in `sent`. */
  planted: readonly PlantedName[]
  found: readonly PlantedName[]
}>

export type Envelopes = Readonly<{
  items: readonly EnvelopeItem[]
  /** Secrets given to Sentry, and those that came through, of all items so far. */
  planted: number
  found: number
}>

const MOST = 60

const kept = pageState<Envelopes>({ items: [], planted: 0, found: 0 })

/** Keeps an item as it was made and as it was sent, both in JSON. */
export function keep(type: string, before: string, sent: string): void {
  const { items, found } = kept.get()
  const item: EnvelopeItem = {
    id: (items[0]?.id ?? 0) + 1,
    at: Date.now(),
    type,
    about: aboutOf(sent),
    bytes: new TextEncoder().encode(sent).length,
    before: indented(before),
    sent: indented(sent),
    planted: secretsIn(before),
    found: secretsIn(sent),
  }
  change({
    items: [item, ...items].slice(0, MOST),
    found: found + item.found.length,
  })
}

/** Counts secrets that were just given away. */
export const plant = (secrets: number): void => change({ planted: kept.get().planted + secrets })

/** Newest first. */
export const useEnvelopes = kept.use

const change = (part: Partial<Envelopes>): void => kept.set({ ...kept.get(), ...part })

const indented = (json: string): string => JSON.stringify(JSON.parse(json), null, 2)

type Payload = Readonly<{
  message?: string
  exception?: { values?: readonly { value?: string }[] }
  items?: readonly { body?: string; name?: string }[]
  status?: string
}>

/** Every type of item has its own place for what it is about. */
function aboutOf(sent: string): string {
  const { message, exception, items, status } = JSON.parse(sent) as Payload
  const [first] = items ?? []
  return exception?.values?.at(-1)?.value ?? message ?? first?.body ?? first?.name ?? status ?? ''
}
