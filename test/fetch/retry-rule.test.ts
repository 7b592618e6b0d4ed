import { expect, test } from 'vitest'
import { answered, failed } from '../../src/fetch/outcome.ts'
import { type CallRequest, readRequest } from '../../src/fetch/request.ts'
import { failedAttempt, retryDelayMs } from '../../src/fetch/retry-rule.ts'
import { readFetchOptions, type RetrySettings } from '../../src/fetch/settings.ts'

const request = readRequest('https://api.test/x', undefined) as CallRequest
const rules = (retry = {}) => readFetchOptions({ retry }).retry as RetrySettings
const answer = (status: number) => answered(new Response(null, { status }), { wall: () => 0 })

test('allows `limit` retries, not one more', () => {
  const outcome = failed('e')
  const delays = [1, 2, 3, 4].map((attempts) =>
    retryDelayMs(rules(), { request, attempts, outcome }, 0.5),
  )
  expect(delays).toEqual([300, 600, 1200, undefined])
  expect(retryDelayMs(rules({ limit: 0 }), { request, attempts: 1, outcome }, 0.5)).toBeUndefined()
})

test('a list of statuses replaces the rule, for answers alone', () => {
  const retry = rules({ statuses: [404] })
  const delay = (outcome: ReturnType<typeof failed>) =>
    retryDelayMs(retry, { request, attempts: 1, outcome }, 0.5)
  expect(delay(answer(404))).toBe(300)
  expect(delay(answer(503))).toBeUndefined()
  expect(delay(failed('e'))).toBe(300)
})

test('shows callbacks the attempt, not the machinery', () => {
  const outcome = answer(503)
  expect(failedAttempt({ request, attempts: 2, outcome })).toEqual({
    ...{ attempt: 2, method: 'GET', url: 'https://api.test/x' },
    ...{ response: outcome.response, error: undefined },
  })
})
