import type { RetryOptions } from 'holdfast'
import { expect, test } from 'vitest'
import { Budget } from '../../src/fetch/budget.ts'
import { readFetchOptions } from '../../src/fetch/settings.ts'

const budget = (retry: RetryOptions | false) => new Budget(readFetchOptions({ retry }).retry)

test('pays as long as there is a token, and takes back what was not used', () => {
  const two = budget({ budget: { tokens: 2, refillRatio: 0.5 } })
  expect([two.spend(), two.spend(), two.spend()]).toEqual([true, true, false])
  two.giveBack()
  expect(two.stats('g')).toEqual([{ gate: 'g', tokens: 1, max: 2 }])
  two.earn()
  expect(two.stats('g')).toEqual([{ gate: 'g', tokens: 1.5, max: 2 }])
})

test.each<RetryOptions | false>([false, { budget: false }])(
  'without rules there is no bound: %j',
  (retry) => {
    const free = budget(retry)
    for (let count = 0; count < 100; count++) expect(free.spend()).toBe(true)
    expect(free.stats('g')).toEqual([])
  },
)
