import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint } from '../../src/client/fingerprint.ts'

test('is the same for the same text, on every machine', () => {
  expect(fingerprint('Bearer ada')).toBe(fingerprint('Bearer ada'))
  expect(fingerprint('')).toBe('33niihzj4ux45')
})

test('is another one for another text', () => {
  const texts = fc.sample(fc.string(), { numRuns: 5_000, seed: 1 })
  const different = new Set(texts)
  expect(new Set([...different].map(fingerprint)).size).toBe(different.size)
})

test('is short however long the text is, and holds nothing of it', () => {
  const secret = 'Bearer 0123456789'.repeat(100)
  expect(fingerprint(secret)).toMatch(/^[\da-z]{1,13}$/)
})
