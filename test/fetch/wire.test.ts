import { expect, test, vi } from 'vitest'
import { platformFetch, standOn, wireUnder } from '../../src/fetch/wire.ts'

test('the platform’s fetch is the one that the page has at that moment', async () => {
  const answer = new Response()
  vi.stubGlobal('fetch', async () => answer)
  const answered = platformFetch('https://api.test/')
  vi.unstubAllGlobals()
  expect(await answered).toBe(answer)
})

test('a wire is known under all of ours that stand on it', () => {
  const [given, first, second] = [async () => new Response(), () => {}, () => {}]
  standOn(first, given)
  standOn(second, first)
  expect([given, first, second].map(wireUnder)).toEqual([given, given, given])
})
