import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  TRPCClientError,
} from '@trpc/client'
import { initTRPC, tracked, TRPCError } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { createFetch } from 'holdfast'
import { fakeClock } from 'holdfast/testing'
import { expect, test } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { eventSourceOver } from './event-source.ts'
import { serve } from './local-server.ts'

const { procedure, router } = initTRPC.context<{ failures: { left: number } }>().create()
const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new TRPCError({ code: 'BAD_REQUEST', message: 'no text' })
  return value
}

let reached = () => {}
let ended = () => {}
const shop = router({
  greet: procedure.input(text).query(({ input }) => `hello ${input}`),
  rename: procedure.input(text).mutation(({ input }) => `now ${input}`),
  flaky: procedure.query(({ ctx }) => {
    if (ctx.failures.left-- > 0) throw new TRPCError({ code: 'SERVICE_UNAVAILABLE' })
    return 'at last'
  }),
  hang: procedure.query(() => {
    reached()
    return new Promise<string>(() => undefined)
  }),
  count: procedure.query(async function* () {
    for (const number of [1, 2, 3]) yield number
  }),
  ticks: procedure.subscription(async function* ({ signal }) {
    for (const number of [1, 2, 3]) yield tracked(String(number), number)
    reached()
    await new Promise((resolve) => signal?.addEventListener('abort', resolve))
    ended()
  }),
})

const links = { httpLink, httpBatchLink, httpBatchStreamLink }

async function shopOver(link: keyof typeof links, left = 0) {
  let requests = 0
  const failures = { left }
  const createContext = () => {
    requests += 1
    return { failures }
  }
  const url = await serve(createHTTPServer({ router: shop, createContext }))
  // With exactOptionalPropertyTypes, tRPC's type for it does not take the platform's fetch either.
  const fetch = createFetch({ retry: { baseMs: 1 } }) as (
    input: RequestInfo | URL,
    init?: object,
  ) => Promise<Response>
  const client = createTRPCClient<typeof shop>({ links: [links[link]({ url, fetch })] })
  return { client, requests: () => requests }
}

const names = Object.keys(links) as (keyof typeof links)[]

test.each(names)('%s: queries and mutations are answered', async (link) => {
  const { client } = await shopOver(link)
  expect(
    await Promise.all([
      client.greet.query('a'),
      client.greet.query('b'),
      client.rename.mutate('c'),
      client.rename.mutate('d'),
    ]),
  ).toEqual(['hello a', 'hello b', 'now c', 'now d'])
})

test.each(names)(
  '%s: an error keeps its class, code and message, and is asked once',
  async (link) => {
    const { client, requests } = await shopOver(link)
    const { error } = await outcomeOf(client.greet.query(1 as never))
    expect(error).toBeInstanceOf(TRPCClientError)
    expect(error).toMatchObject({ message: 'no text', data: { code: 'BAD_REQUEST' } })
    expect(requests()).toBe(1)
  },
)

test.each(['httpLink', 'httpBatchLink'] as const)('%s: 503 is retried below', async (link) => {
  const { client, requests } = await shopOver(link, 2)
  expect(await client.flaky.query()).toBe('at last')
  expect(requests()).toBe(3)
})

test('httpBatchStreamLink: the stream begins with 200, so that its errors are its own', async () => {
  const { client, requests } = await shopOver('httpBatchStreamLink', 1)
  const { error } = await outcomeOf(client.flaky.query())
  expect(error).toMatchObject({ data: { code: 'SERVICE_UNAVAILABLE' } })
  expect(requests()).toBe(1)
})

test('httpBatchStreamLink: what is yielded comes one by one', async () => {
  const { client } = await shopOver('httpBatchStreamLink')
  const numbers: number[] = []
  for await (const number of await client.count.query()) numbers.push(number)
  expect(numbers).toEqual([1, 2, 3])
})

test.each(names)('%s: an abort reaches the wire', async (link) => {
  const { client } = await shopOver(link)
  const caller = new AbortController()
  reached = () => caller.abort()
  const { error } = await outcomeOf(client.hang.query(undefined, { signal: caller.signal }))
  expect(error).toBeInstanceOf(TRPCClientError)
  expect(error).toMatchObject({ cause: { name: 'AbortError' } })
})

test('httpSubscriptionLink: an event stream comes one by one, is not cut, and ends with its subscriber', async () => {
  const url = await serve(
    createHTTPServer({ router: shop, createContext: () => ({ failures: { left: 0 } }) }),
  )
  const clock = fakeClock()
  // The link takes no fetch, but the EventSource of its choice: one that stands on ours.
  const fetch = createFetch({ clock, random: () => 0.5 })
  const EventSource = eventSourceOver(fetch)
  const client = createTRPCClient<typeof shop>({
    links: [httpSubscriptionLink({ url, EventSource })],
  })
  const numbers: number[] = []
  const errors: unknown[] = []
  const atEnd = new Promise<void>((resolve) => (ended = resolve))
  const { unsubscribe } = client.ticks.subscribe(undefined, {
    onData: ({ data }) => numbers.push(data),
    onError: (error) => errors.push(error),
  })
  await expect.poll(() => numbers).toEqual([1, 2, 3])
  // Past the deadline, which ends at the headers of an event stream.
  await clock.advance(60_000)
  expect([errors, fetch.stats().queue[0]?.inFlight]).toEqual([[], 0])
  unsubscribe()
  await atEnd
})
