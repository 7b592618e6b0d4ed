import { type Backend, type Conditions, healthy } from './backend.ts'

/** All times in ms since the start of a run. */
export type Scenario = Readonly<{
  name: string
  /** Of the backend at the start. */
  conditions: Conditions
  /** What happens to the backend, and when. */
  events: readonly Readonly<{ atMs: number; happen: (backend: Backend) => void }>[]
  /** How the load differs from the normal one, as a factor. */
  load: (atMs: number) => number
  /** All tabs send so many requests, within a second. */
  wake?: Readonly<{ atMs: number; requests: number }>
  /** Users who come from here on count. */
  faultAtMs: number
  /** When the backend could serve everybody again; `undefined` where nothing ends. */
  recoveredAtMs: number | undefined
  /** From here on, requests in excess of the normal peak are a herd of our own making. */
  herdFromMs: number | undefined
}>

export const tabs = 300
/** Requests that users ask for, all tabs together: the backend can do 100. */
export const normalPerSecond = 60
export const endpoints = [
  'projects',
  'users',
  'invoices',
  'orders',
  'comments',
  'messages',
  'reports',
  'files',
  'teams',
  'settings',
] as const

/** Users come for so long; the run goes on until the last of them has left. */
export const durationMs = 300_000
const faultAtMs = 60_000
const faultEndMs = 120_000

const plain = {
  conditions: healthy,
  events: [],
  load: () => 1,
  faultAtMs,
  recoveredAtMs: undefined,
  herdFromMs: undefined,
} as const

/** Other conditions for a minute. */
function fault(name: string, conditions: Conditions, during: Partial<Conditions>): Scenario {
  return {
    ...plain,
    name,
    conditions,
    events: [
      { atMs: faultAtMs, happen: (backend) => backend.change(during) },
      { atMs: faultEndMs, happen: (backend) => backend.change(conditions) },
    ],
    recoveredAtMs: faultEndMs,
    herdFromMs: faultEndMs,
  }
}

/** Other conditions until the end. */
const lasting = (name: string, during: Partial<Conditions>): Scenario => ({
  ...plain,
  name,
  events: [{ atMs: faultAtMs, happen: (backend) => backend.change(during) }],
})

const quotaWindowMs = 10_000

export const scenarios: readonly Scenario[] = [
  { ...plain, name: 'steady' },
  fault('outage', healthy, { isDown: true }),
  fault('brownout, deep queue', { ...healthy, queue: 2000 }, { slowdown: 20 }),
  fault('brownout, shallow queue', { ...healthy, queue: 100 }, { slowdown: 20 }),
  lasting('random 503', { failureRatio: 0.3 }),
  {
    ...fault('quota', healthy, { quota: { limit: 480, windowMs: quotaWindowMs } }),
    herdFromMs: faultAtMs + quotaWindowMs,
  },
  lasting('bad endpoint', { badEndpoint: endpoints[0] }),
  {
    ...plain,
    name: 'flash crowd',
    load: (atMs) => (atMs >= faultAtMs && atMs < 90_000 ? 5 : 1),
    recoveredAtMs: 90_000,
    herdFromMs: 90_000,
  },
  {
    ...plain,
    name: 'rolling restart',
    events: [
      { atMs: faultAtMs, happen: restartHalf },
      { atMs: 90_000, happen: restartHalf },
      { atMs: faultEndMs, happen: (backend) => backend.change(healthy) },
    ],
    recoveredAtMs: faultEndMs,
    herdFromMs: faultEndMs,
  },
  {
    ...plain,
    name: 'herd',
    load: (atMs) => (atMs >= faultAtMs && atMs < 90_000 ? 0 : 1),
    wake: { atMs: 90_000, requests: 3 },
    recoveredAtMs: 90_000,
    // The first two seconds are what the users themselves ask for.
    herdFromMs: 92_000,
  },
]

/** One half of the machines goes down with the work at hand, and the other half stays. */
function restartHalf(backend: Backend): void {
  backend.cut(0.5)
  backend.change({ workers: healthy.workers / 2 })
}
