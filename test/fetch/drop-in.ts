import { createFetch, type FetchOptions } from 'holdfast'
import { expect, inject, test } from 'vitest'
import { axes, type Case, combinations } from './drop-in-matrix.ts'
import { comparable, observe } from './drop-in-observation.ts'

const off: FetchOptions = {
  timeout: false,
  retry: false,
  circuit: false,
  rateLimit: false,
  concurrency: false,
  dedupe: false,
}
/** Every policy as it comes, but for the length of the waits. */
const on: FetchOptions = { retry: { limit: 1, baseMs: 1 } }

/** How `createFetch` compares with the platform's `fetch`; run in Node and in a real Chromium. */
export function dropIn(runtime: string): void {
  const origin = inject('serverOrigin')
  const cases = combinations(600)
  let serial = 0

  const seen = async (fetch: typeof globalThis.fetch, one: Case) => {
    const key = `drop-in-${runtime}-${++serial}-`
    return comparable(await observe(fetch, one, origin, key), key) as Record<string, unknown>
  }

  test.each(axes.abort)('with or without policies it is a fetch: abort %s', async (abort) => {
    const different: unknown[] = []
    const todo = cases.filter((one) => one.abort === abort)
    for (const one of todo) {
      const [native, without, within] = await Promise.all([
        seen(globalThis.fetch, one),
        seen(createFetch(off), one),
        seen(createFetch(on), one),
      ])
      const offDiff = diff(native, without)
      const onDiff = diff(native, within)
      if (offDiff.length > 0 || onDiff.length > 0) different.push({ one, offDiff, onDiff })
    }
    expect(different).toEqual([])
  })
}

function diff(native: Record<string, unknown>, ours: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(native), ...Object.keys(ours)])]
    .filter((name) => JSON.stringify(native[name]) !== JSON.stringify(ours[name]))
    .map((n) => `${n}: ${JSON.stringify(native[n])} but ${JSON.stringify(ours[n])}`)
}
