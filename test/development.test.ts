import { afterEach, expect, test, vi } from 'vitest'
import { isDevelopment } from '../src/development.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

test.each([
  ['production', false],
  ['development', true],
  ['test', true],
])('NODE_ENV %s: %s', (mode, expected) => {
  vi.stubEnv('NODE_ENV', mode)
  expect(isDevelopment()).toBe(expected)
})

test('a page where nothing says so shows no details', () => {
  vi.stubGlobal('process', undefined)
  expect(isDevelopment()).toBe(false)
})
