import { afterEach, expect, test, vi } from 'vitest'
import { isOffline, onceOnline } from '../../src/fetch/connectivity.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([
  [false, 'https://api.test', true],
  [false, 'http://localhost:3000', false],
  [false, 'http://127.0.0.1:80', false],
  [false, 'http://[::1]:80', false],
  [true, 'https://api.test', false],
  [undefined, 'https://api.test', false],
])('onLine %s, %s: offline is %s', (onLine, origin, offline) => {
  vi.stubGlobal('navigator', { onLine })
  expect(isOffline(origin)).toBe(offline)
})

test('calls back once, unless told to stop listening', () => {
  const world = new EventTarget()
  vi.stubGlobal('addEventListener', world.addEventListener.bind(world))
  vi.stubGlobal('removeEventListener', world.removeEventListener.bind(world))
  const heard: string[] = []
  onceOnline(() => heard.push('a'))
  onceOnline(() => heard.push('b'))()
  world.dispatchEvent(new Event('online'))
  world.dispatchEvent(new Event('online'))
  expect(heard).toEqual(['a'])
})

test('where the platform has no such thing, one is online and nothing is heard', () => {
  vi.stubGlobal('navigator', undefined)
  for (const name of ['addEventListener', 'removeEventListener']) vi.stubGlobal(name, undefined)
  expect(isOffline('https://api.test')).toBe(false)
  expect(() => onceOnline(() => undefined)()).not.toThrow()
})
