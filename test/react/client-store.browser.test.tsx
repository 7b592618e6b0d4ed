import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { type Source, storePerClient, useClientStore } from '../../src/react/client-store.ts'
import { acted, page } from './page.tsx'

type Value = { count: number; label: string }

/** A store whose value a test steps by hand. */
function setup(isStrict = false) {
  const made = page({ isStrict })
  let value: Value = { count: 0, label: 'a' }
  const watchers = new Set<(next: (before: Value) => Value) => void>()
  const source = {
    read: vi.fn(() => value),
    watch: vi.fn<Source<Value>['watch']>((_client, _clock, step) => {
      watchers.add(step)
      return () => watchers.delete(step)
    }),
  }
  const storeOf = storePerClient<Value>(source)
  const put = (next: Partial<Value>) => {
    value = { ...value, ...next }
    for (const step of watchers) step(() => value)
  }
  const renders = vi.fn()
  const rendered: unknown[] = []
  function Show<T>({ select }: { select: (value: Value) => T }) {
    renders()
    const part = useClientStore(storeOf, select, { count: -1, label: 'server' })
    rendered.push(part)
    return <p>{JSON.stringify(part)}</p>
  }
  return { ...made, storeOf, source, watchers, put, renders, rendered, Show }
}

test('renders again when the selected part changes, and only then', async () => {
  const { Providers, Show, put, renders } = setup()
  const screen = await render(<Show select={({ count }) => count} />, { wrapper: Providers })
  expect(renders).toHaveBeenCalledTimes(1)
  await acted(() => put({ label: 'b' }))
  expect(renders).toHaveBeenCalledTimes(1)
  await acted(() => put({ count: 1 }))
  expect(renders).toHaveBeenCalledTimes(2)
  await expect.element(screen.getByText('1')).toBeVisible()
})

test('many changes in one turn render once', async () => {
  const { Providers, Show, put, renders } = setup()
  await render(<Show select={({ count }) => count} />, { wrapper: Providers })
  await acted(() => [1, 2, 3].forEach((count) => put({ count })))
  expect(renders).toHaveBeenCalledTimes(2)
})

test('a part that is made anew each time renders with each change, not for ever', async () => {
  const error = vi.spyOn(console, 'error').mockReturnValue()
  const { Providers, Show, put, renders } = setup()
  await render(<Show select={(value) => ({ ...value })} />, { wrapper: Providers })
  await acted(() => put({ count: 1 }))
  expect(renders).toHaveBeenCalledTimes(2)
  expect(error).not.toHaveBeenCalled()
})

test('listens once for all who watch, and not at all when they have gone', async () => {
  const { Providers, Show, watchers, source } = setup(true)
  const Two = () => {
    const [count, setCount] = useState(2)
    return (
      <>
        {count > 0 && <Show select={(value) => value.count} />}
        {count > 1 && <Show select={(value) => value.label} />}
        <button type="button" onClick={() => setCount(count - 1)}>
          fewer
        </button>
      </>
    )
  }
  const screen = await render(<Two />, { wrapper: Providers })
  expect(watchers.size).toBe(1)
  await screen.getByRole('button').click()
  await expect.poll(() => watchers.size).toBe(1)
  await screen.getByRole('button').click()
  await expect.poll(() => watchers.size).toBe(0)
  expect(source.watch.mock.calls.length).toBeLessThanOrEqual(2) // Strict Mode mounts twice
})

test('what happened while nobody watched is seen by the next who does, from the first render', async () => {
  const { Providers, Show, put, rendered } = setup()
  const screen = await render(<Show select={({ label }) => label} />, { wrapper: Providers })
  await screen.unmount()
  put({ label: 'later' })
  const again = await render(<Show select={({ label }) => label} />, { wrapper: Providers })
  await expect.element(again.getByText('"later"')).toBeVisible()
  expect(rendered).toEqual(['a', 'later'])
})

test('one who leaves while the others are told disturbs nobody', async () => {
  const { storeOf, client, clock, put } = setup()
  const store = storeOf(client, clock)
  const [second, third] = [vi.fn(), vi.fn()]
  const leave = store.subscribe(() => leaveSecond())
  const leaveSecond = store.subscribe(second)
  const leaveThird = store.subscribe(third)
  put({ count: 5 })
  expect(third).not.toHaveBeenCalled()
  await Promise.resolve()
  expect(second).not.toHaveBeenCalled()
  expect(third).toHaveBeenCalledTimes(1)
  leave()
  leaveThird()
  leaveThird()
})
