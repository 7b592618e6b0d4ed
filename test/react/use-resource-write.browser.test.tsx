import { createClient, type HoldfastError } from 'holdfast'
import { type ReactNode, StrictMode, useEffect, useState } from 'react'
import { expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { createResource } from '../../src/react/create-resource.ts'
import { ErrorSettingsContext } from '../../src/react/error-settings.ts'
import { HoldfastProvider } from '../../src/react/holdfast-provider.tsx'
import { broken, json, status } from '../../src/testing/index.ts'
import { outcomeOf } from '../harness.ts'
import { acted, page } from './page.tsx'
import { type Project, resourceServer } from './resource-server.ts'

const projects = createResource<Project>({ path: 'projects' })

test('the idempotency key is the same on every attempt of a write', async () => {
  const retry = { limit: 3, baseMs: 10 }
  const { Providers, wire, clock } = page(
    { retry, circuit: false, origins: ['https://api.test'] },
    broken,
    broken,
    json({ id: '7', name: 'A' }),
  )
  const { result } = await renderHook(() => projects.useUpdate(), { wrapper: Providers })
  const answer = result.current.mutateAsync({ id: '7', name: 'A' })
  await acted(() => clock.advance(1_000))
  expect(await answer).toEqual({ id: '7', name: 'A' })
  const keys = wire.calls.map(({ input }) => (input as Request).headers.get('idempotency-key'))
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toMatch(/^[\da-f-]{36}$/)
})

test('has the variables as they were given, and functions that stay the same', async () => {
  const { Providers } = page({ isStrict: true }, json({ id: '7', name: 'A' }))
  const { result } = await renderHook(() => projects.useCreate(), { wrapper: Providers })
  const { mutate } = result.current
  const answers: unknown[] = []
  await acted(() => mutate({ name: 'A' }, { onSuccess: (row) => answers.push(row) }))
  await expect.poll(() => answers).toEqual([{ id: '7', name: 'A' }])
  expect(result.current.variables).toEqual({ name: 'A' })
  expect(result.current.mutate).toBe(mutate)
})

test('a callback that throws is no unhandled rejection: console and reporter are told', async () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const { Providers } = page({}, json({ id: '7', name: 'A' }))
  const [mistake, report] = [new Error('my mistake'), vi.fn()]
  const wrapper = ({ children }: { children: ReactNode }) => (
    <Providers>
      <ErrorSettingsContext.Provider value={{ reporter: { error: report } }}>
        {children}
      </ErrorSettingsContext.Provider>
    </Providers>
  )
  const { result } = await renderHook(() => projects.useCreate(), { wrapper })
  const onSuccess = () => {
    throw mistake
  }
  await acted(() => result.current.mutate({ name: 'A' }, { onSuccess }))
  await expect.poll(() => report.mock.calls[0]?.[0] as unknown).toBe(mistake)
  expect(log.mock.calls.flat()).toContain(mistake)
})

test('tells the end of every write to its own callbacks, however many are under way', async () => {
  const server = resourceServer(['Apollo', 'Gemini'], ['PATCH'])
  const { Providers } = page({ circuit: false, retry: false }, server.step)
  const { result, unmount } = await renderHook(() => projects.useUpdate(), { wrapper: Providers })
  const told: string[] = []
  const edit = (id: string) => {
    const callbacks = {
      onSuccess: ({ name }: Project) => told.push(name),
      onError: ({ code }: HoldfastError) => told.push(`${id} ${code}`),
    }
    return acted(() => result.current.mutate({ id, name: `${id}!` }, callbacks))
  }
  await edit('A')
  await edit('G')
  await expect.poll(() => server.writes()).toHaveLength(2)
  server.writes()[0]?.answer(500)
  server.writes()[1]?.answer()
  await expect.poll(() => told).toEqual(['A HTTP', 'G!'])

  await edit('G')
  await expect.poll(() => server.writes()).toHaveLength(3)
  await unmount()
  server.writes()[2]?.answer()
  await expect.poll(() => server.names()).toEqual(['Apollo', 'G!'])
  expect(told, 'after the component has gone').toEqual(['A HTTP', 'G!'])
})

test('a creation that is tried again keeps its idempotency key and its row', async () => {
  const server = resourceServer([], ['POST'])
  const { Providers } = page({ circuit: false, retry: false }, server.step)
  const hooks = () => ({
    ...projects.useList(),
    create: projects.useCreate(),
    update: projects.useUpdate(),
  })
  const { result } = await renderHook(hooks, { wrapper: Providers })
  await expect.poll(() => result.current.data).toEqual([])
  const options = { idempotencyKey: 'k-1' }
  const again = () => acted(() => result.current.create.mutate({ name: 'New' }, options))
  await again()
  await expect.poll(() => result.current.data).toEqual([{ id: 'k-1', name: 'New' }])
  await expect.poll(() => server.writes()).toHaveLength(1)
  server.writes()[0]?.answer(500)
  await expect.poll(() => result.current.data).toEqual([])

  await again()
  const [row] = result.current.data ?? []
  await acted(() => result.current.update.mutate({ id: 'k-1', name: 'Newer' }))
  await expect.poll(() => server.writes()).toHaveLength(2)
  server.writes()[1]?.answer()
  await expect.poll(() => result.current.data).toEqual([{ id: 's1', name: 'Newer' }])
  // One of our own costs a preflight, and this is another origin.
  expect(server.writes().map(({ key }) => key)).toEqual(['k-1', 'k-1', null])
  expect(row && result.current.keyOf(row)).toBe('k-1')
  expect(result.current.data?.map(result.current.keyOf)).toEqual(['k-1'])
})

test.each([200, 202])(
  'a change that was saved and answered with nothing stays: %i',
  async (code) => {
    const [before, after] = [[{ id: '7', name: 'A' }], [{ id: '7', name: 'B' }]]
    const { Providers } = page({ retry: false }, json(before), status(code), json(after))
    const shown: unknown[] = []
    const hooks = () => {
      const list = projects.useList()
      shown.push(list.data?.[0]?.name)
      return { list, update: projects.useUpdate() }
    }
    const { result } = await renderHook(hooks, { wrapper: Providers })
    await expect.poll(() => result.current.list.data).toEqual(before)
    await acted(async () => void (await result.current.update.mutateAsync({ id: '7', name: 'B' })))
    await expect.poll(() => result.current.list.data).toEqual(after)
    expect(result.current.update.error).toBeNull()
    expect([...new Set(shown)]).toEqual([undefined, 'A', 'B'])
    expect(shown.slice(shown.indexOf('B'))).not.toContain('A')
  },
)

test('the provider’s end calls off what waits; no other component’s, nor Strict Mode’s, does', async () => {
  const server = resourceServer(['Apollo'], ['PATCH'])
  const { Providers } = page({ isStrict: true, circuit: false }, server.step)
  let update = (_: string): Promise<unknown> => Promise.reject(new Error('not there yet'))
  const Writer = () => {
    const { mutateAsync } = projects.useUpdate()
    update = (name) => mutateAsync({ id: 'A', name })
    return null
  }
  const screen = await render(
    <Providers>
      <Writer />
    </Providers>,
  )
  const ends = ['one', 'two', 'three'].map((name) => outcomeOf(update(name)))
  await expect.poll(() => server.writes()).toHaveLength(1)
  await screen.rerender(<Providers />)
  server.writes()[0]?.answer()
  await expect.poll(() => server.writes()).toHaveLength(2)

  await screen.unmount()
  const aborted = { error: expect.objectContaining({ code: 'ABORTED' }) as unknown }
  expect(await Promise.all(ends)).toEqual([{ value: { id: 'A', name: 'one' } }, aborted, aborted])
  expect(server.writes()).toHaveLength(2)
})

test.each(['', '.', '..'])(
  'a row whose id is %j is refused before anything is sent',
  async (id) => {
    const server = resourceServer(['Apollo'])
    const { Providers } = page({}, server.step)
    const hooks = () => ({
      update: projects.useUpdate(),
      remove: projects.useRemove(),
      error: projects.useItem(id).error,
    })
    const { result } = await renderHook(hooks, { wrapper: Providers })
    await expect.poll(() => result.current.error).toMatchObject({ code: 'CONFIG', option: 'id' })
    const { update, remove } = result.current
    for (const one of [() => update.mutateAsync({ id, name: 'x' }), () => remove.mutateAsync(id)]) {
      expect((await outcomeOf(one())).error).toMatchObject({ code: 'CONFIG', option: 'id' })
    }
    expect(server.asked).toEqual([])
  },
)

test('what is written in an effect is not called off by Strict Mode', async () => {
  const server = resourceServer(['Apollo'])
  const { Providers } = page({ circuit: false }, server.step)
  const ends: Promise<unknown>[] = []
  const Writer = () => {
    const { mutateAsync } = projects.useUpdate()
    useEffect(() => void ends.push(outcomeOf(mutateAsync({ id: 'A', name: 'B' }))), [mutateAsync])
    return null
  }
  // At the root: React runs the effects twice only where StrictMode itself is what mounts.
  await render(
    <StrictMode>
      <Providers>
        <Writer />
      </Providers>
    </StrictMode>,
  )
  await expect.poll(() => server.names()).toEqual(['B'])
  expect(ends).toHaveLength(2)
  expect(await Promise.all(ends)).toEqual(ends.map(() => ({ value: { id: 'A', name: 'B' } })))
})

test('what one user has changed is not laid over the rows of the next', async () => {
  let user = 'bob'
  const server = resourceServer(['Apollo'])
  let isSlow = false
  const { client, Providers } = page({ circuit: false }, (request) =>
    isSlow && request.method === 'GET' ? new Promise(() => undefined) : server.step(request),
  )
  Object.defineProperty(client, 'identity', { get: () => user })
  const hooks = () => ({ rows: projects.useList().data, create: projects.useCreate() })
  const { result, rerender } = await renderHook(hooks, { wrapper: Providers })
  const names = () => result.current.rows?.map(({ name }) => name)
  await expect.poll(names).toEqual(['Apollo'])
  user = 'ada'
  await rerender()
  await expect.poll(names).toEqual(['Apollo'])
  // Her list is not there again yet, so what she made is still laid over the old one.
  isSlow = true
  await acted(() => result.current.create.mutateAsync({ name: 'hers' }).then(() => undefined))
  await expect.poll(names).toEqual(['hers', 'Apollo'])
  user = 'bob'
  await rerender()
  expect(names(), 'kept from before').toEqual(['Apollo'])
})

test('a change that waits for the one before it is not sent as the next user, nor when its page has gone', async () => {
  let user = 'ada'
  let answer = () => undefined as void
  const sent: string[] = []
  const client = createClient({
    baseUrl: 'https://api.test/',
    user: () => user,
    async fetch(input) {
      const { method } = input as Request
      sent.push(`${user} ${method}`)
      if (method === 'PATCH') await new Promise<void>((resolve) => (answer = resolve))
      return Response.json(method === 'GET' ? [{ id: '1', name: user }] : { id: '1', name: 'one' })
    },
  })
  const resource = createResource<{ id: string; name: string }>({ path: 'projects' })
  let change = (_name: string): Promise<unknown> => expect.unreachable()
  let leave = () => undefined as void
  function Rows() {
    const { mutateAsync } = resource.useUpdate()
    change = (name) => mutateAsync({ id: '1', name })
    return <p>{resource.useList().data?.[0]?.name}</p>
  }
  function Page() {
    const [isIn, set] = useState(true)
    leave = () => set(false)
    return isIn ? <Rows /> : <p>signed out</p>
  }
  const screen = await render(
    <HoldfastProvider client={client}>
      <Page />
    </HoldfastProvider>,
  )
  await expect.element(screen.getByText('ada')).toBeVisible()
  const ends = [change('one'), change('two')].map(outcomeOf)
  await expect.poll(() => sent).toEqual(['ada GET', 'ada PATCH'])
  user = 'bob'
  leave()
  await expect.element(screen.getByText('signed out')).toBeVisible()
  answer()
  const [, second] = await Promise.all(ends)
  expect(second?.error).toMatchObject({ code: 'ABORTED' })
  expect(sent.filter((one) => one.endsWith('PATCH'))).toEqual(['ada PATCH'])
})
