import type { QueryClient } from '@tanstack/react-query'
import { type Client, type ClientOptions, createClient } from 'holdfast'
import { createQueryClient, HoldfastProvider } from 'holdfast/react'
import { act, type ReactNode, StrictMode } from 'react'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { cleanup } from 'vitest-browser-react'
import {
  type FakeClock,
  fakeClock,
  type ScriptedFetch,
  scriptedFetch,
  type Step,
} from '../../src/testing/index.ts'

/** A page in virtual time over a scripted wire. */
export type Page = Readonly<{
  client: Client
  queryClient: QueryClient
  clock: FakeClock
  wire: ScriptedFetch
  /** Listeners on the client that have not left. */
  listeners: () => number
  /** The providers, in Strict Mode if `isStrict`. */
  Providers: (props: { children?: ReactNode }) => ReactNode
  /** Moves time on, and lets React render what comes of it. */
  pass: (ms: number) => Promise<void>
  /** Sends one request outside of any query, and lets React render what comes of it. */
  ask: (path?: string) => Promise<void>
}>

const pages: Page[] = []

/** One attempt for each call and a steady circuit of 5 s that nobody waits for, unless the options say otherwise. */
export function page(options: ClientOptions & { isStrict?: boolean }, ...steps: Step[]): Page {
  const { isStrict = false, circuit = {}, ...own } = options
  const [clock, wire] = [fakeClock(), scriptedFetch(...steps)]
  const steady = { failures: 2, openMs: 5_000, maxWaitMs: 0, ...circuit }
  const policies = { retry: false, circuit: circuit && steady } as const
  const plain = createClient({ baseUrl, fetch: wire, clock, random, ...policies, ...own })
  const { client, listeners } = counted(plain)
  const queryClient = createQueryClient({ client })
  const Mode = isStrict ? StrictMode : Bare
  const made: Page = {
    ...{ client, queryClient, clock, wire, listeners },
    Providers: ({ children }) => (
      <Mode>
        <HoldfastProvider client={client} queryClient={queryClient} clock={clock}>
          {children}
        </HoldfastProvider>
      </Mode>
    ),
    pass: (ms) => acted(() => clock.advance(ms)),
    ask: (path = 'ping') =>
      acted(async () => {
        const answer = client.get(path).text().catch(String)
        await clock.advance(0)
        await answer
      }),
  }
  pages.push(made)
  return made
}

const baseUrl = 'https://api.test/'
const random = () => 0
const Bare = ({ children }: { children?: ReactNode }): ReactNode => children

/** Runs something that makes React render, and waits for the rendering. */
export async function acted(run: () => Promise<void> | void): Promise<void> {
  const globals = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
  globals.IS_REACT_ACT_ENVIRONMENT = true
  try {
    await act(async () => run())
  } finally {
    globals.IS_REACT_ACT_ENVIRONMENT = false
  }
}

function counted(plain: Client): { client: Client; listeners: () => number } {
  let count = 0
  const client: Client = {
    ...plain,
    on(listener) {
      count += 1
      const off = plain.on(listener)
      return () => {
        count -= 1
        off()
      }
    },
  }
  return { client, listeners: () => count }
}

/** Listeners of ours on the window: TanStack's own are put there by its managers. */
const onWindow = new Set<string>()

/** Makes the browser believe that it has, or has lost, its network. */
export function network(isUp: boolean): void {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(isUp)
  globalThis.dispatchEvent(new Event(isUp ? 'online' : 'offline'))
}

const { addEventListener, removeEventListener } = globalThis
const ids = new WeakMap<object, number>()
let lastId = 0
const idOf = (type: string, listener: unknown): string => {
  if (typeof listener !== 'function') return type
  if (!ids.has(listener)) ids.set(listener, ++lastId)
  return `${type} ${ids.get(listener)}`
}

beforeEach(() => {
  onWindow.clear()
  const add = (type: string, listener: never, options?: never) => {
    if (/^(online|offline|visibilitychange|pageshow|pagehide|error|unhandledrejection)$/.test(type))
      onWindow.add(idOf(type, listener))
    addEventListener.call(globalThis, type, listener, options)
  }
  const remove = (type: string, listener: never, options?: never) => {
    onWindow.delete(idOf(type, listener))
    removeEventListener.call(globalThis, type, listener, options)
  }
  Object.assign(globalThis, { addEventListener: add, removeEventListener: remove })
})

/** Every test shows that nothing is left behind: no timer, no open request, no listener. */
async function leaveNothing(): Promise<void> {
  await cleanup()
  vi.restoreAllMocks()
  Object.assign(globalThis, { addEventListener, removeEventListener })
  await handedOut()
  for (const { clock, wire, listeners, queryClient, client } of pages.splice(0)) {
    expect(clock.pending, 'timers left behind').toBe(0)
    expect(wire.open, 'requests left open').toBe(0)
    expect(listeners(), 'listeners left on the client').toBe(0)
    queryClient.clear()
    client.close()
  }
  expect([...onWindow], 'listeners left on the window').toEqual([])
}

/** Firefox hands a body out over several tasks; a timer that stays after these is left behind. */
async function handedOut(): Promise<void> {
  const isBusy = () => pages.some(({ clock, wire }) => clock.pending + wire.open > 0)
  for (let task = 0; task < 100 && isBusy(); task++) {
    await new Promise((resolve) => setTimeout(resolve))
  }
}

afterEach(leaveNothing)
