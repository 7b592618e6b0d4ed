import { Suspense } from 'react'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { ErrorBoundary } from '../../src/react/error-boundary.tsx'
import { useSuspenseApiQuery } from '../../src/react/use-suspense-api-query.ts'
import { json, status } from '../../src/testing/index.ts'
import { page } from './page.tsx'

function Names() {
  const { data } = useSuspenseApiQuery<string[]>('projects')
  return <p>{data.join()}</p>
}

const App = () => (
  <ErrorBoundary name="projects">
    <Suspense fallback={<p>Loading</p>}>
      <Names />
    </Suspense>
  </ErrorBoundary>
)

test('waits in Suspense; its data is always there', async () => {
  const { Providers, wire } = page({ isStrict: true }, json(['Apollo']))
  const screen = await render(<App />, { wrapper: Providers })
  await expect.element(screen.getByText('Apollo')).toBeVisible()
  expect(wire.calls).toHaveLength(1)
})

test('a failure is shown by the boundary, and Try again asks again', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  const { Providers, wire } = page({}, status(404), json(['Apollo']))
  const screen = await render(<App />, { wrapper: Providers })
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.element(screen.getByText('Apollo')).toBeVisible()
  expect(wire.calls).toHaveLength(2)
})
