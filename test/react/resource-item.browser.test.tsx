import { useState } from 'react'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { createResource } from '../../src/react/create-resource.ts'
import { page } from './page.tsx'
import { type Project, resourceServer } from './resource-server.ts'

const projects = createResource<Project>({ path: 'projects' })

/** A page of one row, which may be left for the list and entered again. */
function Item() {
  const [isOpen, setOpen] = useState(true)
  return (
    <>
      {isOpen && <Row />}
      <button type="button" onClick={() => setOpen(!isOpen)}>
        open
      </button>
    </>
  )
}

function Row() {
  const { data, error } = projects.useItem('A')
  const list = projects.useList()
  const remove = projects.useRemove()
  return (
    <>
      <p>
        {data?.name ?? 'none'} of {list.data?.length} {error?.code ?? 'well'}
      </p>
      <button type="button" onClick={() => remove.mutate('A')}>
        remove
      </button>
    </>
  )
}

async function show(holds: string[]) {
  const server = resourceServer(['Apollo', 'Gemini'], holds)
  const { Providers, queryClient } = page({ isStrict: true, circuit: false }, server.step)
  const screen = await render(<Item />, { wrapper: Providers })
  const said = () => screen.container.querySelector('p')?.textContent
  await expect.poll(said).toBe('Apollo of 2 well')
  const press = (name: string) => screen.getByRole('button', { name }).click()
  const ended = () => expect.poll(() => queryClient.isFetching()).toBe(0)
  return { server, said, press, ended }
}

test('a row that is removed here is not asked for again: nobody is told that it is not there', async () => {
  const { server, said, press, ended } = await show([])
  const reads = server.asked.filter(({ path }) => path === '/projects/A').length
  await press('remove')
  await expect.poll(said).toBe('none of 1 well')
  const removal = { method: 'DELETE', path: '/projects/A' }
  await expect
    .poll(() => server.asked.slice(-2))
    .toMatchObject([removal, { method: 'GET', path: '/projects' }])
  await ended()
  expect(said()).toBe('none of 1 well')
  expect(server.asked.filter(({ path }) => path === '/projects/A')).toHaveLength(reads + 1) // the removal itself
})

test('a row whose removal is refused is asked for again', async () => {
  const { server, said, press, ended } = await show(['DELETE'])
  await press('remove')
  await expect.poll(said).toBe('none of 1 well')
  server.change((rows) => rows.map((row) => ({ ...row, name: `${row.name}!` })))
  server.writes()[0]?.answer(422)
  await expect.poll(said).toBe('Apollo! of 2 well')
  await ended()
})
