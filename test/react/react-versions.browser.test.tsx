import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useState, version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, inject, test } from 'vitest'
import { render } from 'vitest-browser-react'

function Counter() {
  const [count, setCount] = useState(0)
  const { data } = useQuery({ queryKey: ['word'], queryFn: () => Promise.resolve('queried') })
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {data} {count}
    </button>
  )
}

test('all of a page uses one copy of React, of the version its project asks for', async () => {
  expect(version.split('.')[0]).toBe(inject('reactMajor'))
  expect(domVersion).toBe(version)

  const client = new QueryClient()
  const screen = await render(
    <QueryClientProvider client={client}>
      <Counter />
    </QueryClientProvider>,
  )
  await screen.getByRole('button').click()
  await expect.element(screen.getByRole('button')).toHaveTextContent('queried 1')
  await screen.unmount()
  client.clear()
})
