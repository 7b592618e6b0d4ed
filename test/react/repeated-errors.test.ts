import { expect, test } from 'vitest'
import { addCrash, areRepeated, type Crashes } from '../../src/react/repeated-errors.ts'

const after = (...times: number[]) => areRepeated(times.reduce<Crashes>(addCrash, []))

test('the third error within a minute is a repeated one', () => {
  expect(after()).toBe(false)
  expect(after(0, 1)).toBe(false)
  expect(after(0, 1, 59_999)).toBe(true)
  expect(after(0, 1, 2, 3)).toBe(true)
})

test('errors a minute apart are not', () => {
  expect(after(0, 1, 60_000)).toBe(false)
  expect(after(0, 60_000, 120_000, 180_000)).toBe(false)
})
