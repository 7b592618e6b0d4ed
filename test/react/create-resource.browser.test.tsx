import { onlineManager, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { render, renderHook } from 'vitest-browser-react'
import { createResource } from '../../src/react/create-resource.ts'
import { ErrorBoundary } from '../../src/react/error-boundary.tsx'
import { json, type ScriptedFetch } from '../../src/testing/index.ts'
import { acted, page } from './page.tsx'
import { type Project, resourceServer } from './resource-server.ts'

const projects = createResource<Project>({ path: 'projects' })

const renders = { count: 0 }

function Row({ row, isSaving }: { row: Project; isSaving: boolean }) {
  const [born] = useState(row.id)
  const update = projects.useUpdate()
  const remove = projects.useRemove()
  return (
    <li data-born={born.length} data-saving={isSaving}>
      <b>{[row.name, row.status].filter(Boolean).join(' ')}</b>
      <button type="button" onClick={() => update.mutate({ id: row.id, name: `${row.name}!` })}>
        edit {row.name}
      </button>
      <button type="button" onClick={() => update.mutate({ id: row.id, status: 'paused' })}>
        pause {row.name}
      </button>
      <button type="button" onClick={() => remove.mutate(row.id)}>
        remove {row.name}
      </button>
    </li>
  )
}

function List() {
  useEffect(() => {
    renders.count += 1
  })
  const { data, error, keyOf, isSaving } = projects.useList()
  const create = projects.useCreate()
  const queryClient = useQueryClient()
  if (error) return <p>{error.code}</p>
  return (
    <>
      <ul>
        {data?.map((row) => (
          <Row key={keyOf(row)} row={row} isSaving={isSaving(row)} />
        ))}
      </ul>
      <button type="button" onClick={() => create.mutate({ name: 'New' })}>
        create
      </button>
      <button type="button" onClick={() => void queryClient.invalidateQueries()}>
        refetch
      </button>
      {create.error && <p role="alert">{create.error.code}</p>}
    </>
  )
}

async function show(names: string[], holds: string[] = [], isStrict = false) {
  const server = resourceServer(names, holds)
  const { Providers, wire } = page(
    { isStrict, circuit: false, origins: ['https://api.test'] },
    server.step,
  )
  const screen = await render(<List />, { wrapper: Providers })
  const shown = () =>
    [...screen.container.querySelectorAll('b')].map(({ textContent }) => textContent)
  const press = (name: string) => screen.getByRole('button', { name, exact: true }).click()
  await expect.poll(shown).toEqual(names)
  return { server, screen, shown, press, wire }
}

test('an edit shows at once, and stays when the server has it', async () => {
  const { server, shown, press } = await show(['Apollo', 'Gemini'], ['PATCH'], true)
  await press('edit Apollo')
  expect(shown()).toEqual(['Apollo!', 'Gemini'])
  expect(server.names()).toEqual(['Apollo', 'Gemini'])
  server.writes()[0]?.answer()
  await expect.poll(() => server.asked.at(-1)?.method).toBe('GET')
  expect(shown()).toEqual(['Apollo!', 'Gemini'])
})

test('a failed edit vanishes, and the edits around it stay', async () => {
  const { server, shown, press } = await show(['Apollo', 'Gemini'], ['PATCH'])
  await press('edit Apollo')
  await press('pause Apollo!')
  await press('edit Gemini')
  expect(shown()).toEqual(['Apollo! paused', 'Gemini!'])
  server.writes()[0]?.answer(422)
  await expect.poll(shown).toEqual(['Apollo paused', 'Gemini!'])
  await expect.poll(() => server.writes().length).toBe(3)
  for (const write of server.writes().slice(1)) write.answer()
  await expect.poll(() => server.names()).toEqual(['Apollo', 'Gemini!'])
  await expect.poll(shown).toEqual(['Apollo paused', 'Gemini!'])
})

test('answers of two rows out of order, and a refetch from before them, undo nothing', async () => {
  const { server, shown, press } = await show(['Apollo', 'Gemini'], ['PATCH'])
  await press('edit Apollo')
  await press('edit Gemini')
  await expect.poll(() => server.writes().length).toBe(2)
  server.writes()[1]?.answer()
  await press('refetch')
  await expect.poll(() => server.asked.filter(({ method }) => method === 'GET').length).toBe(2)
  expect(shown()).toEqual(['Apollo!', 'Gemini!'])
  server.writes()[0]?.answer()
  await expect.poll(() => server.names()).toEqual(['Apollo!', 'Gemini!'])
  expect(shown()).toEqual(['Apollo!', 'Gemini!'])
})

test('the edits of one row reach the server in their order, each under a key of its own', async () => {
  const { server, shown, press } = await show(['Apollo'], ['PATCH'])
  await press('edit Apollo')
  await press('edit Apollo!')
  expect(shown()).toEqual(['Apollo!!'])
  await expect.poll(() => server.writes().length).toBe(1)
  server.writes()[0]?.answer()
  await expect.poll(() => server.writes().length).toBe(2)
  const keys = server.writes().map(({ key }) => key)
  expect(new Set(keys).size).toBe(2)
  expect(keys).not.toContain(null)
  server.writes()[1]?.answer()
  await expect.poll(() => server.names()).toEqual(['Apollo!!'])
})

test('a new row is the same row before and after it has its id, and can be edited in between', async () => {
  const { server, screen, shown, press } = await show(['Apollo'], ['POST'])
  await press('create')
  expect(shown()).toEqual(['New', 'Apollo'])
  const row = screen.container.querySelector('li')
  expect(row?.dataset['saving']).toBe('true')
  await press('edit New')
  expect(shown()).toEqual(['New!', 'Apollo'])
  expect(server.writes()).toHaveLength(1)
  server.writes()[0]?.answer()
  await expect.poll(() => server.names()).toEqual(['New!', 'Apollo'])
  expect(server.writes()[1]?.path).toBe('/projects/s1')
  await expect.poll(() => row?.dataset['saving']).toBe('false')
  expect(screen.container.querySelector('li')).toBe(row)
  expect(row?.dataset['born']).toBe('36')
})

test('a list with the new row that lands before its answer does not show it twice', async () => {
  const { server, shown, press } = await show(['Apollo'], ['POST'])
  await press('create')
  await expect.poll(() => server.writes().length).toBe(1)
  server.writes()[0]?.take()
  await press('refetch')
  await expect.poll(() => server.asked.at(-1)?.method).toBe('GET')
  expect(shown()).toEqual(['New', 'Apollo'])
  server.writes()[0]?.answer()
  await expect.poll(() => server.names()).toEqual(['New', 'Apollo'])
  await expect.poll(shown).toEqual(['New', 'Apollo'])
})

test('a creation that is refused vanishes, and so does what was wanted of the row', async () => {
  const { server, screen, shown, press } = await show(['Apollo'], ['POST'])
  await press('create')
  await press('edit New')
  server.writes()[0]?.answer(422)
  await expect.poll(shown).toEqual(['Apollo'])
  await expect.element(screen.getByRole('alert')).toMatchTextContent(/HTTP/)
  expect(server.writes()).toHaveLength(1)
})

test('a removed row is gone at once, and is back where it was if the server refuses', async () => {
  const { server, shown, press } = await show(['Apollo', 'Gemini'], ['DELETE'])
  await press('remove Apollo')
  expect(shown()).toEqual(['Gemini'])
  server.writes()[0]?.answer(403)
  await expect.poll(shown).toEqual(['Apollo', 'Gemini'])
})

test('removing what somebody else has removed is a success', async () => {
  const { server, shown, press } = await show(['Apollo', 'Gemini'])
  server.change((all) => all.slice(1))
  await press('remove Apollo')
  await expect.poll(() => server.asked.at(-1)?.method).toBe('GET')
  expect(shown()).toEqual(['Gemini'])
})

test('a write goes on when its component is gone', async () => {
  const { server, screen, press } = await show(['Apollo'], ['PATCH'])
  await press('edit Apollo')
  await expect.poll(() => server.writes().length).toBe(1)
  await screen.unmount()
  server.writes()[0]?.answer()
  await expect.poll(() => server.names()).toEqual(['Apollo!'])
})

test('one edit renders the list three times: wanted, answered, fetched', async () => {
  const { server, press } = await show(['Apollo'], ['PATCH'])
  const before = renders.count
  await press('edit Apollo')
  expect(renders.count - before).toBe(1)
  server.writes()[0]?.answer()
  await expect.poll(() => server.asked.at(-1)?.method).toBe('GET')
  await expect.poll(() => renders.count - before).toBeGreaterThan(1)
  expect(renders.count - before).toBeLessThanOrEqual(3)
})

test('one row has the same changes in it', async () => {
  const server = resourceServer(['Apollo'], ['PATCH'])
  const { Providers } = page({ isStrict: true }, server.step)
  function Item() {
    const { data } = projects.useItem('A')
    const update = projects.useUpdate()
    return (
      <button type="button" onClick={() => update.mutate({ id: 'A', name: 'Artemis' })}>
        {data?.name ?? 'Loading'}
      </button>
    )
  }
  const screen = await render(<Item />, { wrapper: Providers })
  await screen.getByText('Apollo').click()
  await expect.element(screen.getByText('Artemis')).toBeVisible()
  expect(server.names()).toEqual(['Apollo'])
  server.writes()[0]?.answer()
  await expect.poll(() => server.names()).toEqual(['Artemis'])
  await expect.element(screen.getByText('Artemis')).toBeVisible()
})

test('what was edited offline shows, waits, and is sent once the network is back', async () => {
  const { server, shown, press } = await show(['Apollo'])
  onlineManager.setOnline(false)
  await press('edit Apollo')
  expect(shown()).toEqual(['Apollo!'])
  expect(server.writes()).toHaveLength(0)
  onlineManager.setOnline(true)
  await expect.poll(() => server.names()).toEqual(['Apollo!'])
  expect(server.writes()).toHaveLength(1)
  await expect.poll(() => server.asked.at(-1)?.method).toBe('GET')
})

test('an includes or a draft that is a promise is refused, not taken for a yes or for a row', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const hush = (event: ErrorEvent) => event.preventDefault()
  globalThis.addEventListener('error', hush)
  const server = resourceServer(['Apollo'], ['POST'])
  const { Providers } = page({ circuit: false, retry: false }, server.step)
  const lists = createResource<Project>({ path: 'projects', includes: (async () => true) as never })
  const drafts = createResource<Project>({ path: 'projects', draft: (async () => ({})) as never })
  const told: string[] = []
  function Included() {
    const { data } = lists.useList()
    const create = lists.useCreate()
    return (
      <button type="button" onClick={() => create.mutate({ name: 'New' })}>
        {data?.length} rows
      </button>
    )
  }
  function Drafted() {
    const create = drafts.useCreate()
    const onError = ({ message }: Error) => told.push(message)
    return (
      <button type="button" onClick={() => create.mutate({ name: 'New' }, { onError })}>
        draft
      </button>
    )
  }
  const screen = await render(
    <>
      <Drafted />
      <ErrorBoundary name="list" fallback={({ error }) => <p>{(error as Error).message}</p>}>
        <Included />
      </ErrorBoundary>
    </>,
    { wrapper: Providers },
  )
  await screen.getByText('draft').click()
  await expect.poll(() => told).toEqual(['draft is a promise: it must be known at once'])
  await screen.getByText('1 rows').click()
  await expect
    .element(screen.getByText('includes is a promise: it must be known at once'))
    .toBeVisible()
  globalThis.removeEventListener('error', hush)
})

test('a resource refuses at once what it cannot use', () => {
  const make = (options: object) => () => createResource<Project>(options as never)
  expect(make({})).toThrow('path is undefined: it must be a string')
  expect(make({ path: 'projects', shcema: {} })).toThrow('did you mean schema?')
  expect(make({ path: 'projects', includes: true })).toThrow('includes is true')
  expect(make({ path: 'projects', rows: 'data' })).toThrow('rows is "data": it must be a function')
  expect(make({ path: 'projects', update: 'POST' })).toThrow('update is "POST"')
  expect(make({ path: 'projects', draft: {} })).toThrow('draft is an object: it must be a function')
})

describe('a list whose rows are elsewhere', () => {
  type Task = { uuid: string; title: string; done?: boolean }
  const tasks = createResource<Task>({
    path: '/tasks',
    rows: (body: { data: Task[] }) => body.data,
    idOf: ({ uuid }) => uuid,
    update: 'PUT',
  })
  const rows = [
    { uuid: 'a', title: 'A', done: false },
    { uuid: 'b', title: 'B', done: true },
  ]
  const sent = ({ calls }: ScriptedFetch, index: number) =>
    (calls as readonly { input: Request }[])[index]?.input.url.replace('https://api.test/', '')

  test('is shown, with what is around the rows, and a new row has its id where the server gives it', async () => {
    const made = { uuid: 'c', title: 'C' }
    const list = (data: Task[]) => json({ data, total: data.length })
    const steps = [list(rows), json(made, 201), list([made, ...rows])]
    const { Providers } = page({ circuit: false }, ...steps)
    const hooks = () => ({ list: tasks.useList(), create: tasks.useCreate() })
    const { result } = await renderHook(hooks, { wrapper: Providers })
    await expect.poll(() => result.current.list.data).toEqual(rows)
    expect(result.current.list.page).toMatchObject({ total: 2 })
    const seen = new Set<string>()
    const keys = () => {
      const { data = [], keyOf } = result.current.list
      if (data.length === 3) seen.add(keyOf(data[0] as Task))
      return data.length
    }
    await acted(() => result.current.create.mutate({ title: 'C' }))
    await expect.poll(keys).toBe(3)
    await expect.poll(() => result.current.list.page?.['total']).toBe(3)
    keys()
    expect([...seen], 'its key is the same before and after').toHaveLength(1)
    expect(result.current.list.data?.[0]).toEqual(made)
  })

  test('a change is sent as the whole row', async () => {
    const bodies: unknown[] = []
    const take = async (request: Request) => {
      bodies.push([request.method, await request.json()])
      return new Response(null, { status: 204 })
    }
    const list = json({ data: rows })
    const { Providers, wire } = page({ circuit: false }, list, take, list)
    const hooks = () => ({ list: tasks.useList(), update: tasks.useUpdate() })
    const { result } = await renderHook(hooks, { wrapper: Providers })
    await expect.poll(() => result.current.list.data).toEqual(rows)
    await acted(() => result.current.update.mutate({ id: 'b', title: 'B2' }))
    await expect.poll(() => bodies).toEqual([['PUT', { uuid: 'b', title: 'B2', done: true }]])
    expect(sent(wire, 1)).toBe('tasks/b')
  })

  test('of a row that the page has not, the server is asked before it is sent whole', async () => {
    const bodies: unknown[] = []
    const take = async (request: Request) => {
      bodies.push(await request.json())
      return new Response(null, { status: 204 })
    }
    const { Providers, wire } = page({ circuit: false }, json(rows[1]), take)
    const { result } = await renderHook(() => tasks.useUpdate(), { wrapper: Providers })
    await acted(() => result.current.mutate({ id: 'b', title: 'B2' }))
    await expect.poll(() => bodies).toEqual([{ uuid: 'b', title: 'B2', done: true }])
    expect([0, 1].map((index) => sent(wire, index))).toEqual(['tasks/b', 'tasks/b'])
  })

  test('two changes of one row: the second is sent with what came of the first', async () => {
    const bodies: unknown[] = []
    const steps = [500, 204].map((code) => async (request: Request) => {
      bodies.push(await request.json())
      return new Response(null, { status: code })
    })
    const { Providers } = page(
      { circuit: false },
      json({ data: rows }),
      ...steps,
      json({ data: rows }),
    )
    const hooks = () => ({ list: tasks.useList(), update: tasks.useUpdate() })
    const { result } = await renderHook(hooks, { wrapper: Providers })
    await expect.poll(() => result.current.list.data).toEqual(rows)
    await acted(() => {
      result.current.update.mutate({ id: 'a', title: 'lost' })
      result.current.update.mutate({ id: 'a', done: true })
    })
    await expect.poll(() => bodies).toHaveLength(2)
    expect(bodies[0]).toEqual({ uuid: 'a', title: 'lost', done: false })
    expect(bodies[1], 'the first was refused').toEqual({ uuid: 'a', title: 'A', done: true })
  })
})

test('why an answer holds no rows is in the message', async () => {
  const { Providers } = page({ circuit: false }, json({ data: [] }))
  const read = () => projects.useList().error?.message ?? ''
  const { result } = await renderHook(read, { wrapper: Providers })
  await expect.poll(() => result.current).toContain('`rows` says where')
})

test.each<[string, () => object]>([
  ['a list', () => ({ ...projects.useList() })],
  ['a row', () => ({ ...projects.useItem('A') })],
  [
    'the rest of a list',
    () => {
      const { data: _, ...rest } = projects.useList()
      return rest
    },
  ],
])('%s can be spread, and has all of its members', async (_, use) => {
  const { Providers } = page({ circuit: false }, json([]))
  const { result } = await renderHook(use, { wrapper: Providers })
  const refetch = expect.any(Function) as unknown
  const all = { fetchStatus: 'idle', isPending: false, refetch }
  await expect.poll(() => result.current).toMatchObject(all)
})

test('who reads the data alone is not rendered again for anything else', async () => {
  let count = 0
  const { Providers } = page({ circuit: false }, json([]))
  const read = () => {
    count += 1
    const { data, refetch } = projects.useList()
    return { data, refetch }
  }
  const { result } = await renderHook(read, { wrapper: Providers })
  await expect.poll(() => result.current.data).toEqual([])
  const before = count
  await acted(async () => void (await result.current.refetch()))
  expect(count).toBe(before)
})
