import type { Client } from 'holdfast'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { useApiMutation } from '../../src/react/use-api-mutation.ts'
import { useApiQuery } from '../../src/react/use-api-query.ts'
import { useFieldErrors } from '../../src/react/use-field-errors.ts'
import { json } from '../../src/testing/index.ts'
import { page } from './page.tsx'

function Projects({ onDone = () => undefined }: { onDone?: () => void }) {
  const list = useApiQuery<string[]>('projects')
  const create = useApiMutation({
    mutationFn: (name: string, client: Client) =>
      client.post('projects', { json: { name } }).json<{ id: number }>(),
    invalidates: ['projects'],
  })
  const { fields } = useFieldErrors(create.error)
  return (
    <>
      <p>{list.data?.join() ?? 'Loading'}</p>
      <button type="button" onClick={() => create.mutate('Gemini', { onSuccess: onDone })}>
        Create
      </button>
      {create.data && <p>Project {create.data.id}</p>}
      {create.error && <p role="alert">{create.error.code}</p>}
      {fields['name'] && <p>Name: {fields['name']}</p>}
    </>
  )
}

test('writes, and the list shows what was written', async () => {
  const steps = [json(['Apollo']), json({ id: 2 }), json(['Apollo', 'Gemini'])]
  const { Providers, wire } = page({ isStrict: false }, ...steps)
  const onDone = vi.fn()
  const screen = await render(<Projects onDone={onDone} />, { wrapper: Providers })
  await expect.element(screen.getByText('Apollo')).toBeVisible()
  await screen.getByRole('button').click()
  await expect.element(screen.getByText('Project 2')).toBeVisible()
  await expect.element(screen.getByText('Apollo,Gemini')).toBeVisible()
  expect(wire.calls.map(({ input }) => (input as Request).method)).toEqual(['GET', 'POST', 'GET'])
  expect(onDone).toHaveBeenCalledTimes(1)
})

test('shows the errors of its fields; nothing is fetched again, nothing is left unhandled', async () => {
  const problem = { type: 'about:blank', errors: [{ field: 'name', message: 'is taken' }] }
  const refusal = json(problem, 422, { 'content-type': 'application/problem+json' })
  const { Providers, wire } = page({}, json(['Apollo']), refusal)
  const screen = await render(<Projects />, { wrapper: Providers })
  await screen.getByRole('button').click()
  await expect.element(screen.getByRole('alert')).toMatchTextContent(/PROBLEM/)
  await expect.element(screen.getByText('Name: is taken')).toBeVisible()
  expect(wire.calls).toHaveLength(2)
})
