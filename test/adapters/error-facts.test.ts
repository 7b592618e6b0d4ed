import { HttpError } from 'holdfast'
import { expect, test, vi } from 'vitest'
import { errorFacts } from '../../src/adapters/error-facts.ts'

test('of an error of ours is said what is safe to log, of another one nothing', () => {
  const error = new HttpError({ method: 'GET', route: 'api.test/x' }, new Response(), undefined)
  expect(errorFacts(error)).toMatchObject({ code: 'HTTP', route: 'api.test/x', status: 200 })
  for (const thrown of [new Error('x'), undefined, null, 'text', Symbol('x')]) {
    expect(errorFacts(thrown)).toEqual({})
  }
})

test('one that cannot say it is told without, and disturbs nobody', () => {
  const log = vi.spyOn(console, 'error').mockReturnValue()
  const newer = { [Symbol.for('holdfast.error')]: true, code: 'AUTH' }
  const hostile = new Proxy(newer, {
    has: () => {
      throw new Error('no')
    },
  })
  expect([errorFacts(newer), errorFacts(hostile)]).toEqual([{}, {}])
  expect(log).toHaveBeenCalledTimes(2)
  log.mockRestore()
})
