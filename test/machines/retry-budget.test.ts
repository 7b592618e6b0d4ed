import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { earn, fullBudget, refund, withdraw } from '../../src/machines/retry-budget.ts'
import { always } from '../property.ts'

const options = { tokens: 10, refillRatio: 0.1 }
const emptied = () => {
  const budget = fullBudget(options)
  while (withdraw(budget));
  return budget
}

describe('a retry budget', () => {
  test('starts full and pays for so many retries and no more', () => {
    const budget = fullBudget(options)
    const paid = Array.from({ length: 12 }, () => withdraw(budget))
    expect(paid.filter(Boolean)).toHaveLength(10)
    expect(paid.slice(10)).toEqual([false, false])
  })

  test('gives a retry back for ten plain successes: not for nine', () => {
    const budget = emptied()
    for (let success = 0; success < 9; success++) earn(budget, options)
    expect(withdraw(budget)).toBe(false)
    earn(budget, options)
    expect(withdraw(budget)).toBe(true)
    expect(budget.tokens).toBeGreaterThanOrEqual(0)
  })

  test.each([2, 3, 4, 5, 7, 9, 10, 20, 30])('takes %i shares of a token for one', (shares) => {
    const budget = emptied()
    for (let success = 0; success < shares; success++) {
      earn(budget, { ...options, refillRatio: 1 / shares })
    }
    expect(withdraw(budget)).toBe(true)
  })

  test('takes the refund of a whole call', () => {
    const budget = emptied()
    refund(budget, options, 2)
    expect([withdraw(budget), withdraw(budget), withdraw(budget)]).toEqual([true, true, false])
  })

  test('with less than a token pays for nothing', () => {
    expect(withdraw(fullBudget({ tokens: 0.5, refillRatio: 0 }))).toBe(false)
    expect(withdraw(fullBudget({ tokens: 0, refillRatio: 0 }))).toBe(false)
  })

  test('bounds the retries by its tokens and a tenth of the successes', () => {
    const step = fc.constantFrom('retry', 'success')
    always(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const budget = fullBudget(options)
        let [retries, successes] = [0, 0]
        for (const one of steps) {
          if (one === 'success') {
            earn(budget, options)
            successes += 1
          } else if (withdraw(budget)) retries += 1
          expect(budget.tokens).toBeGreaterThanOrEqual(0)
          expect(budget.tokens).toBeLessThanOrEqual(options.tokens)
        }
        expect(retries).toBeLessThanOrEqual(options.tokens + successes * options.refillRatio + 1e-6)
      }),
    )
  })
})
