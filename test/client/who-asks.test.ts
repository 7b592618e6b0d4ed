import { MutationObserver } from '@tanstack/react-query'
import { type Client, type ClientOptions, createClient } from 'holdfast'
import { apiKey, apiMutation, apiQuery, createQueryClient } from 'holdfast/react'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { askedBy } from '../../src/client/who-asks.ts'
import { outcomeOf } from '../harness.ts'

/** A page that ada and bob sit at in turn, and what it has sent, each with whoever sat there. */
function page() {
  const sent: string[] = []
  const seat = { user: 'ada' as string | undefined }
  const api = createClient({
    baseUrl: 'https://api.test/',
    retry: false,
    user: () => seat.user,
    async fetch(input) {
      sent.push(`${seat.user} ${(input as Request).method}`)
      return Response.json({ of: seat.user })
    },
  })
  return { api, seat, sent }
}

function gate() {
  let resolve = () => undefined as void
  const promise = new Promise<void>((open) => (resolve = open))
  return { promise, resolve: () => resolve() }
}

test('a write is for whoever made the call, also where another one comes in the same turn', async () => {
  const { api, seat, sent } = page()
  const write = outcomeOf(api.post('draft', { json: {} }).json())
  seat.user = 'bob'
  expect((await write).error).toMatchObject({ code: 'ABORTED' })
  expect(sent).toEqual([])
  expect(await api.post('draft', { json: {} }).json()).toEqual({ of: 'bob' })
})

test('a hook that waits does not hand a call on to the next user', async () => {
  const { api, seat, sent } = page()
  const { promise, resolve } = gate()
  const slow = api.extend({ hooks: { beforeRequest: [() => promise] } })
  const ends = [outcomeOf(slow.post('draft', { json: {} })), outcomeOf(slow.get('me'))]
  seat.user = 'bob'
  resolve()
  for (const { error } of await Promise.all(ends)) expect(error).toMatchObject({ code: 'ABORTED' })
  expect(sent).toEqual([])
})

test('what nobody asked for goes on when somebody signs in', async () => {
  const { api, seat, sent } = page()
  seat.user = undefined
  const read = api.get('prices').json()
  seat.user = 'bob'
  expect(await read).toEqual({ of: 'bob' })
  expect(sent).toEqual(['bob GET'])
})

test('the second step of a mutation is not sent as the next user', async () => {
  const { api, seat, sent } = page()
  const { promise, resolve } = gate()
  const queryClient = createQueryClient({ client: api })
  const steps = apiMutation<unknown, string>(api, {
    mutationFn: async (title, client) => {
      await client.post('first', { json: title })
      await promise
      return client.post('second', { json: title }).json()
    },
  })
  const end = outcomeOf(new MutationObserver(queryClient, steps).mutate('by ada'))
  await expect.poll(() => sent).toEqual(['ada POST'])
  seat.user = 'bob'
  resolve()
  expect((await end).error).toMatchObject({ code: 'ABORTED' })
  expect(sent).toEqual(['ada POST'])
})

test.each<[string, string | undefined, string | undefined]>([
  ['in', undefined, 'bob'],
  ['out', 'ada', undefined],
])('a write that signs somebody %s succeeds', async (_way, before, after) => {
  const { api, seat } = page()
  seat.user = before
  const queryClient = createQueryClient({ client: api })
  const sign = apiMutation<unknown>(api, {
    mutationFn: async (_, client) => {
      const answer = await client.post('session').json()
      seat.user = after
      return answer
    },
  })
  const end = outcomeOf(new MutationObserver(queryClient, sign).mutate())
  expect(await end).toEqual({ value: { of: before } })
})

test('a query of one user is not asked as another, who leaves before the answer', async () => {
  const { api, seat, sent } = page()
  const queryClient = createQueryClient({ client: api })
  const query = apiQuery(api, 'me')
  seat.user = 'bob'
  const end = outcomeOf(queryClient.query(query))
  await Promise.resolve()
  seat.user = 'ada'
  expect((await end).error).toMatchObject({ code: 'ABORTED' })
  expect(sent).toEqual([])
  expect(queryClient.getQueryData(apiKey(api, 'me'))).toBeUndefined()
})

test('who asked is gone once another one is there, and what nobody asked for is anybody’s', () => {
  const seat = { user: 'ada' as string | undefined }
  const hers = askedBy(() => seat.user)
  const past = [hers()]
  for (const user of [undefined, '', 'bob', 'ada']) {
    seat.user = user
    past.push(hers(), hers(false))
  }
  expect(past).toEqual([false, true, false, true, false, true, true, false, false])
  seat.user = ''
  const nobodys = askedBy(() => seat.user)
  seat.user = 'bob'
  expect(nobodys()).toBe(false)
})

type Answer = (seat: { user: string | undefined }) => Response

/** A write that ada wants, during whose answer something happens. */
function written(
  answer: Answer,
  step = (client: Client): Promise<unknown> => client.post('me').json(),
  hooks: NonNullable<ClientOptions['hooks']> = {},
) {
  const seat = { user: 'ada' as string | undefined }
  const fetch = async () => answer(seat)
  const options = { user: () => seat.user, retry: false, hooks, fetch } as const
  const api = createClient({ baseUrl: 'https://api.test/', ...options })
  const told: unknown[] = []
  const write = apiMutation<unknown>(api, {
    mutationFn: (_, client) => step(client),
    onSuccess: (data) => void told.push(data),
    onError: (error) => void told.push(error.code),
  })
  const queryClient = createQueryClient({ client: api })
  const end = outcomeOf(new MutationObserver(queryClient, write).mutate())
  return { end, told, seat }
}

/** A body that ends only after the user has become another one. */
function lateBody(seat: { user: string | undefined }, text: string, next: string | undefined) {
  const pull = async (body: ReadableStreamDefaultController) => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    seat.user = next
    body.enqueue(new TextEncoder().encode(text))
    body.close()
  }
  return new ReadableStream({ pull }, { highWaterMark: 0 })
}

const comes =
  (next: string | undefined, status: number, late: boolean): Answer =>
  (seat) => {
    const text = JSON.stringify({ of: 'ada' })
    if (late) return new Response(lateBody(seat, text, next), { status })
    seat.user = next
    return new Response(text, { status })
  }

test.each<[string, Answer]>([
  ['with its headers', comes('bob', 200, false)],
  ['with its body', comes('bob', 200, true)],
  ['with an error', comes('bob', 422, false)],
  ['with an error’s body', comes('bob', 422, true)],
  ['when nobody is there any more', comes(undefined, 200, false)],
])('the answer of a write is not handed to the next user: %s', async (_, answer) => {
  const { end, told } = written(answer)
  // The server has had it.
  expect((await end).error).toMatchObject({ code: 'ABORTED', attempts: 1, method: 'POST' })
  expect(told).toEqual(['ABORTED'])
})

const schema = z.object({ name: z.string() })

test.each<[string, (client: Client) => Promise<unknown>, boolean]>([
  ['one that fits no schema', (client) => client.post('me').json(schema), true],
  ['one whose body is not read', (client) => client.post('me'), false],
  ['one of an extended client', (client) => client.extend({ timeout: false }).post('me'), false],
])('nor is %s', async (_, step, late) => {
  const { end } = written(comes('bob', 200, late), step)
  expect((await end).error).toMatchObject({ code: 'ABORTED' })
})

test('a hook that waits does not hand an answer on to the next user', async () => {
  const { promise, resolve } = gate()
  const hooks = { afterResponse: [() => promise] }
  const { end, seat } = written(
    () => Response.json({}),
    (client) => client.post('me'),
    hooks,
  )
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  seat.user = 'bob'
  resolve()
  expect((await end).error).toMatchObject({ code: 'ABORTED' })
})

test.each([
  ['signs out', 200, { value: { of: 'ada' } }],
  [
    'signs out whom the server does not know',
    401,
    { error: expect.objectContaining({ status: 401 }) as unknown },
  ],
])('an answer whose own hook %s is handed on', async (_, status, expected) => {
  const seats: { user: string | undefined }[] = []
  const hooks = { afterResponse: [() => seats.forEach((seat) => (seat.user = undefined))] }
  const { end, seat } = written(
    () => Response.json({ of: 'ada' }, { status }),
    (client) => client.post('session').json(),
    hooks,
  )
  seats.push(seat)
  expect(await end).toEqual(expected)
})

test('the second step of a sign-in is sent as who has signed in by the first', async () => {
  const { api, seat, sent } = page()
  seat.user = undefined
  const queryClient = createQueryClient({ client: api })
  const sign = apiMutation<unknown>(api, {
    mutationFn: async (_, client) => {
      await client.post('session').json()
      seat.user = 'bob'
      return client.put('seen').json()
    },
  })
  const end = outcomeOf(new MutationObserver(queryClient, sign).mutate())
  expect(await end).toEqual({ value: { of: 'bob' } })
  expect(sent).toEqual(['undefined POST', 'bob PUT'])
})

test('an answer that a client of no write brings is its caller’s, who may have signed out meanwhile', async () => {
  const { api, seat } = page()
  const end = outcomeOf(api.post('session').json())
  await expect.poll(() => seat.user).toBe('ada')
  seat.user = undefined
  expect(await end).toEqual({ value: { of: 'ada' } })
})
