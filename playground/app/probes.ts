import type { Stats } from 'holdfast'
import { API, client } from './api.ts'
import { onRules } from './chaos-api.ts'
import type { ProjectList } from './project.ts'

const EVERY_MS = 1_000

/**
 * While the desk says that nothing is broken: asks what a circuit still refuses, once its probe is due. A
 * circuit waits for a call, and after mending nobody here may call that endpoint for a long time.
 */
export function startProbes(): void {
  let timer: ReturnType<typeof setInterval> | undefined
  let busy = false
  const look = () => {
    if (busy) return
    busy = true
    void probeDue().finally(() => (busy = false))
  }
  onRules((rules) => {
    clearInterval(timer)
    if (rules.length === 0) timer = setInterval(look, EVERY_MS)
  })
}

type Circuit = Stats['circuits'][number]

async function probeDue(): Promise<void> {
  const isDue = ({ gate, state, retryAfterMs }: Circuit) =>
    gate === API && state !== 'closed' && retryAfterMs === 0
  const due = client.stats().circuits.filter(isDue)
  await Promise.allSettled(due.map(probe)) // what fails, the circuit has heard
}

/** One call that the circuit hears, and that changes nothing. */
async function probe({ endpoint }: Circuit): Promise<void> {
  const [method = 'GET', route] = endpoint?.split(' ') ?? []
  const path = route?.slice(route.indexOf('/')) ?? '/health'
  const url = API + (path.includes(':id') ? path.replace(':id', await someId()) : path)
  const holdfast = { retry: false, dedupe: false, timeoutMs: 5_000 } as const
  const answer = await client.fetch(url, { method, holdfast, ...refused[method] })
  await answer.arrayBuffer()
}

const stale = { 'Content-Type': 'application/json', 'If-Match': '"0"' }

/** What the backend reads and refuses: an answer all the same. */
const refused: Readonly<Record<string, RequestInit>> = {
  POST: { headers: stale, body: '{}' },
  PUT: { headers: stale, body: '{}' },
  PATCH: { headers: stale, body: '{}' },
  DELETE: { headers: stale },
}

async function someId(): Promise<string> {
  const { items } = await client.get('projects?limit=1').json<ProjectList>()
  return items[0]?.id ?? ''
}
