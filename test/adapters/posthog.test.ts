import { posthogReporter, privatePosthog } from 'holdfast/posthog'
import { expect, test, vi } from 'vitest'
import { secrets } from '../secrets.ts'

type Hook = (captured: object | null) => object | null

test("redacts after the team's own hooks, and lets them drop an event", () => {
  const own = vi.fn<Hook>(
    (captured) => captured && { ...captured, properties: { note: secrets.email } },
  )
  const [first, last] = privatePosthog({ before_send: own }).before_send as Hook[]
  expect(last?.(first?.({ event: 'x', properties: {} }) ?? null)).toEqual({
    ...{ event: 'x', properties: { note: '[redacted]' } },
  })
  expect(last?.(null)).toBeNull()
  expect(privatePosthog({ before_send: [own, own] }).before_send).toHaveLength(3)
})

test('keeps what PostHog counts by, and cleans what it knows of the person', () => {
  const [clean] = privatePosthog().before_send as Hook[]
  const captured = {
    event: '$identify',
    properties: { token: 'phc_x', $session_id: 's', distinct_id: 'u-1', password: 'x' },
    $set: { email: secrets.email },
    $set_once: { $initial_current_url: `https://a.test/?q=${secrets.queryValue}` },
  }
  expect(clean?.(captured)).toEqual({
    event: '$identify',
    properties: { token: 'phc_x', $session_id: 's', distinct_id: 'u-1', password: '[redacted]' },
    $set: { email: '[redacted]' },
    $set_once: { $initial_current_url: 'https://a.test/?q=[redacted]' },
  })
})

test('tells an error once, does without steps where the version has none, and refuses options that do not fit', () => {
  const posthog = { capture: vi.fn(), captureException: vi.fn() }
  const { event, error } = posthogReporter(posthog)
  const broken = new Error('x')
  for (const boundary of ['Notes', 'window']) error(broken, { boundary })
  expect(posthog.captureException.mock.calls).toEqual([[broken, { boundary: 'Notes' }]])
  const common = { at: 0, client: 'c', gate: 'g', call: 1, method: 'GET', route: 'r' }
  event({ ...common, type: 'retry-scheduled', attempt: 2, mostAttempts: 4, delayMs: 10 })
  event({ ...common, type: 'gate-resumed' })
  expect(posthog.capture.mock.calls).toHaveLength(1)
  expect(() => posthogReporter(posthog, { mask: 1 } as never)).toThrow('mask')
})

test('refuses at once what is no PostHog', () => {
  for (const [posthog, option] of [
    [undefined, 'posthog is undefined'],
    [{ captureException: () => 1 }, 'posthog.capture is undefined: it must be a function'],
    [{ capture: () => 1 }, 'posthog.captureException is undefined: it must be a function'],
  ] as const) {
    expect(() => posthogReporter(posthog as never)).toThrow(option)
  }
})
