import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { askAnew } from '../../src/react/ask-anew.ts'

const queryClient = new QueryClient()
afterEach(() => queryClient.clear())

/** A query whose answers come when a test says so. */
function slow(queryKey: string[]) {
  const answers: ((value: string) => void)[] = []
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve))
  return { queryKey, queryFn, answers }
}

const all = () => true
const dataOf = ({ queryKey }: { queryKey: string[] }) => queryClient.getQueryData(queryKey)

test('does not take a first answer that was asked for before for the new one', async () => {
  const query = slow(['a'])
  const leave = new QueryObserver(queryClient, query).subscribe(() => undefined)
  const first = queryClient.query(query)
  askAnew(queryClient, all)
  await expect.poll(() => query.answers.length).toBe(2)
  query.answers[0]?.('old')
  query.answers[1]?.('new')
  expect(await first, 'who awaits the first gets the new one').toBe('new')
  expect(dataOf(query)).toBe('new')
  leave()
})

test('asks again what is on the page, and marks what is not', async () => {
  const [shown, kept] = [slow(['shown']), slow(['kept'])]
  queryClient.setQueryData(shown.queryKey, 'old')
  queryClient.setQueryData(kept.queryKey, 'old')
  const observer = new QueryObserver(queryClient, { ...shown, staleTime: 60_000 })
  const leave = observer.subscribe(() => undefined)
  askAnew(queryClient, all)
  expect([shown.answers.length, kept.answers.length]).toEqual([1, 0])
  expect(queryClient.getQueryState(kept.queryKey)?.isInvalidated).toBe(true)
  leave()
})

test('leaves alone what awaits its first answer and is not on the page', async () => {
  const query = slow(['a'])
  const first = queryClient.query(query)
  askAnew(queryClient, all)
  query.answers[0]?.('one')
  expect(await first).toBe('one')
  expect(query.answers).toHaveLength(1)
})
