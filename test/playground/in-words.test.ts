import { expect, test } from 'vitest'
import { inWords } from '../../playground/app/in-words.ts'
import { broken, silent } from '../../src/testing/index.ts'
import { bench, outcomeOf, url } from '../harness.ts'

test('a call that an open circuit refuses is told as not sent, with the time that is left', async () => {
  const { fetch, wire } = bench({ retry: false, circuit: { failures: 1, maxWaitMs: 0 } }, broken)
  await outcomeOf(fetch(url))
  const { error } = await outcomeOf(fetch(url))
  expect(inWords(error).smallPrint).toMatch(/^CIRCUIT_OPEN · not sent · retry after \d\.\d s$/)
  expect(wire.calls).toHaveLength(1)
})

test('one that was sent is told with its attempts', async () => {
  const timeout = { attemptMs: 1000 }
  const { fetch, clock } = bench({ retry: false, timeout }, silent)
  const end = outcomeOf(fetch(url))
  await clock.advance(1000)
  expect(inWords((await end).error).smallPrint).toBe('TIMEOUT · 1 attempt')
})
