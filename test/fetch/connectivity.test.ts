import { afterEach, expect, test, vi } from 'vitest'
import { awaitNetwork, isOffline, isRemote } from '../../src/fetch/connectivity.ts'
import { fakeClock } from '../../src/testing/index.ts'

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
  expect(isOffline()).toBe(onLine === false)
})

test.each([
  [false, 'http://localhost'],
  [false, 'https://localhost:3000'],
  [false, 'http://localhost.'],
  [false, 'http://api.localhost:3000'],
  [false, 'http://127.0.0.53'],
  [false, 'http://0.0.0.0:8000'],
  [false, 'https://[::1]'],
  [false, 'capacitor://localhost'],
  [false, 'mailto:'],
  [true, 'https://localhost.example.com'],
  [true, 'https://mylocalhost'],
  [true, 'https://127.example.com'],
  [true, 'http://10.0.0.1'],
  [true, 'http://[fe80::1]'],
])('behind a network is %s for %s', (remote, origin) => {
  expect(isRemote(origin)).toBe(remote)
})

function world(): { heard: EventTarget; listeners: () => number } {
  const heard = new EventTarget()
  const all = new Set<unknown>()
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    all.add(listener)
    heard.addEventListener(type, listener)
  })
  vi.stubGlobal('removeEventListener', (type: string, listener: () => void) => {
    all.delete(listener)
    heard.removeEventListener(type, listener)
  })
  return { heard, listeners: () => all.size }
}

test('all who wait for the network share one listener, and each is called', () => {
  const { heard, listeners } = world()
  const clock = fakeClock()
  const told: string[] = []
  const stops = ['a', 'b', 'c'].map((name) => awaitNetwork(clock, () => told.push(name)))
  expect(listeners()).toBe(1)
  stops[1]?.()
  heard.dispatchEvent(new Event('online'))
  expect(told).toEqual(['a', 'c'])
  for (const stop of stops) stop()
  heard.dispatchEvent(new Event('online'))
  expect(told).toEqual(['a', 'c'])
  expect([listeners(), clock.pending]).toEqual([0, 0])
})

test('one who is called and goes on to wait is called once for each event', () => {
  const { heard } = world()
  const clock = fakeClock()
  let calls = 0
  let stop = (): void => undefined
  const wait = () => {
    stop()
    stop = awaitNetwork(clock, () => {
      calls += 1
      wait()
    })
  }
  wait()
  heard.dispatchEvent(new Event('online'))
  expect(calls).toBe(1)
  stop()
})

test('where no event is told, it is time to look after two seconds', async () => {
  vi.stubGlobal('navigator', undefined)
  for (const name of ['addEventListener', 'removeEventListener']) vi.stubGlobal(name, undefined)
  expect(isOffline('https://api.test')).toBe(false)
  const clock = fakeClock()
  const look = vi.fn()
  const stop = awaitNetwork(clock, look)
  await clock.advance(1999)
  expect(look).not.toHaveBeenCalled()
  await clock.advance(1)
  expect(look).toHaveBeenCalledOnce()
  stop()
  expect(clock.pending).toBe(0)
})
