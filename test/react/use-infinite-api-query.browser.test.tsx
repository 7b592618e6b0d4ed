import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { useInfiniteApiQuery } from '../../src/react/use-infinite-api-query.ts'
import { json } from '../../src/testing/index.ts'
import { page } from './page.tsx'

type Portion = { items: string[]; nextCursor: string | null }

function Names() {
  const { data, hasNextPage, fetchNextPage } = useInfiniteApiQuery<Portion>('projects', {
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  return (
    <>
      <p>{data?.pages.flatMap(({ items }) => items).join() ?? 'Loading'}</p>
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()}>
          more
        </button>
      )}
    </>
  )
}

test('shows one portion, then the next, in Strict Mode', async () => {
  const steps = [
    json({ items: ['a', 'b'], nextCursor: 'b' }),
    json({ items: ['c'], nextCursor: null }),
  ]
  const { Providers, wire } = page({ isStrict: true }, ...steps)
  const screen = await render(<Names />, { wrapper: Providers })
  await expect.element(screen.getByText('a,b')).toBeVisible()
  await screen.getByRole('button').click()
  await expect.element(screen.getByText('a,b,c')).toBeVisible()
  expect(screen.getByRole('button').elements()).toHaveLength(0)
  expect(wire.calls[1]?.input).toHaveProperty('url', 'https://api.test/projects?cursor=b')
})
