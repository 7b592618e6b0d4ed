import { expect, test } from 'vitest'
import { lastOf } from '../../src/react/last-of.ts'

test('the same value gives the same part, also where the part is made anew each time', () => {
  const part = lastOf((value: { name: string }) => ({ of: value.name }))
  const [one, other] = [{ name: 'one' }, { name: 'other' }]
  expect(part(one)).toBe(part(one))
  expect(part(other)).toEqual({ of: 'other' })
  expect(part(one)).toEqual({ of: 'one' })
})

test('a part that is a promise, another one each time, is refused', () => {
  const part = lastOf(async (value: number) => value)
  expect(() => part(1)).toThrow('select is a promise: it must be known at once')
})
