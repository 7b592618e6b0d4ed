import { describe, expect, test } from 'vitest'
import { broken, silent, status } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

const alone = { retry: false, timeout: false, dedupe: false } as const
const code = (error: unknown) => (error as { code?: string } | undefined)?.code

describe('rate', () => {
  test('a cost of 0 is free, whoever says so', async () => {
    const rateLimit = { limit: 1, cost: () => 0 }
    const { fetch } = bench({ ...alone, rateLimit }, status(204))
    for (let call = 0; call < 3; call++) expect(await fetch(url)).toHaveProperty('status', 204)
    expect(fetch.stats().rate[0]).toMatchObject({ remaining: 1 })
  })

  test('a line of length 0 takes nobody in, not even one who waits for the rate alone', async () => {
    const options = {
      rateLimit: { limit: 1, windowMs: 1000, onLimit: 'wait' },
      concurrency: { maxQueue: 0 },
    } as const
    const { fetch, clock } = bench({ ...alone, ...options }, status(204))
    await fetch(url)
    const second = outcomeOf(fetch(url))
    await clock.advance(1000)
    expect(code((await second).error)).toBe('QUEUE_FULL')
  })
})

describe('circuit', () => {
  test('a probe that hangs refuses those in line, instead of letting one of them out', async () => {
    const { fetch, clock, wire } = bench(
      {
        ...{ ...alone, rateLimit: false, random: () => 0 },
        timeout: { totalMs: false, attemptMs: 1000 },
        circuit: { failures: 1, openMs: 5000, scope: 'gate' },
      },
      ...[broken, silent],
    )
    await outcomeOf(fetch(url))
    await clock.advance(5000)
    const own = { holdfast: { attemptTimeoutMs: 2000 } }
    const probe = outcomeOf(fetch(url, own))
    const second = outcomeOf(fetch(`${url}/second`))
    await clock.advance(1000)
    expect(code((await second).error)).toBe('CIRCUIT_OPEN')
    expect(wire.calls).toHaveLength(2)
    await clock.advance(1000)
    expect(code((await probe).error)).toBe('TIMEOUT')
  })
})

describe('budget', () => {
  test.each([408, 425])(
    'a backend that answers %d to everything is not sent more',
    async (code_) => {
      const { fetch, clock, wire } = bench({ rateLimit: false, circuit: false }, status(code_))
      for (let call = 0; call < 100; call++) {
        const answer = fetch(url)
        await clock.advance(30_000)
        expect(await answer).toHaveProperty('status', code_)
      }
      expect(wire.calls.length).toBeLessThanOrEqual(110)
    },
  )
})
