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

test('nobody and no group is merged with another one by an id that had to be masked', () => {
  const [clean] = privatePosthog().before_send as Hook[]
  const idsOf = (who: string) => {
    const own = `${who}@example.com`
    const ids = { distinct_id: own, $user_id: own, alias: own, $anon_distinct_id: own }
    const more = { $device_id: own, $group_key: own, $groups: { team: own, plan: 'p-1' } }
    const sent = clean?.({ event: '$identify', properties: { ...ids, ...more } })
    return (sent as { properties: Record<string, unknown> }).properties
  }
  const [ada, bob] = [idsOf('ada'), idsOf('bob')]
  expect(JSON.stringify([ada, bob])).not.toContain('@')
  const { $groups, ...rest } = ada
  // One and the same everywhere: what was said under the former id is found again.
  expect($groups).toEqual({ team: rest['alias'], plan: 'p-1' })
  expect(new Set(Object.values(rest)).size).toBe(1)
  for (const name of Object.keys(rest)) expect(bob[name]).not.toBe(ada[name])
  expect(idsOf('ada')).toEqual(ada)
  const many = Array.from({ length: 20_000 }, (_, index) => idsOf(`a${index}`)['alias'])
  expect(new Set(many).size).toBe(20_000)
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
