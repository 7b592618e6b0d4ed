import { MutationObserver } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { apiKey, apiMutation, apiQuery, createQueryClient } from 'holdfast/react'
import { expect, test } from 'vitest'
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
