import { createClient } from 'holdfast'
import { posthogReporter, privatePosthog } from 'holdfast/posthog'
import type { CaptureResult, PostHog } from 'posthog-js'
import { afterEach, expect, test } from 'vitest'
import { scriptedFetch, status } from '../../src/testing/index.ts'
import { leaks, secretCount, secrets, texts } from '../secrets.ts'

const page = location.href
const bodies: string[] = []
let planted = 0

function plant(text: string): string {
  planted += 1
  return text
}

afterEach(() => {
  history.replaceState(null, '', page)
  document.body.replaceChildren()
  bodies.length = planted = 0
})

const keep = (url: unknown, body: unknown) =>
  void bodies.push(`${url instanceof Request ? url.url : String(url)} ${String(body)}`)

// For good, and before PostHog is loaded: it keeps the fetch that it finds then.
globalThis.fetch = (input, init) => {
  keep(input, init?.body)
  return Promise.resolve(new Response('{}', { status: 200 }))
}
navigator.sendBeacon = (url, body) => {
  keep(url, body)
  return true
}

/** PostHog as a team has it, over a wire that keeps what goes out. */
async function start(name: string, isPrivate: boolean): Promise<PostHog> {
  const options = {
    // Each its own: the first one still sends while the second is looked at.
    api_host: `https://${name}.test`,
    bootstrap: { distinctID: 'u-0' },
    ...({ persistence: 'memory', request_batching: false, disable_compression: true } as const),
    ...{ disable_external_dependency_loading: true, autocapture: true, capture_pageview: true },
    ...{ internal_or_test_user_hostname: null, opt_out_useragent_filter: true },
    before_send: (captured: CaptureResult | null) =>
      captured && {
        ...captured,
        properties: { ...captured.properties, added: plant(secrets.email) },
      },
  }
  const { default: posthog } = await import('posthog-js')
  return posthog.init('phc_test', isPrivate ? privatePosthog(options) : options, name)
}

async function secretSession(own: PostHog): Promise<void> {
  history.pushState(null, '', `?q=${secrets.queryValue}#access_token=${secrets.jwt}`)
  own.capture('$pageview')
  own.identify('u-1', { email: plant(secrets.email) }, { first_url: plant(texts[9] ?? '') })
  own.alias(plant(secrets.email))
  own.group('team', plant(secrets.email), { owner: plant(secrets.email) })
  for (const text of texts) {
    const button = document.createElement('button')
    button.textContent = plant(text)
    button.setAttribute('data-note', plant(text))
    document.body.append(button)
    button.click()
    own.capture('typed', {
      text: plant(text),
      nested: [{ text: plant(text) }],
      password: plant('x'),
    })
    own.captureException(new Error(plant(text), { cause: new Error(plant(text)) }))
  }
  const reporter = posthogReporter(own)
  const wire = scriptedFetch(status(503, {}, secrets.email))
  const client = createClient({
    fetch: wire,
    retry: { limit: 1, baseMs: 1 },
    circuit: { failures: 2 },
  })
  client.on(reporter.event)
  const url = `https://api.test/users/42?q=${plant(secrets.queryValue)}`
  const error: unknown = await client.get(url).catch((reason: unknown) => reason)
  reporter.error(error, { boundary: 'Notes' })
  reporter.error(error)
  client.close()
  own.capture('the end')
  await expect.poll(() => bodies.join('')).toContain('the end')
}

test('without it, PostHog sends nearly all of them: the session is a test', async () => {
  await secretSession(await start('open', false))
  expect(leaks(bodies.join('\n')).length).toBeGreaterThanOrEqual(secretCount - 3)
})

test('nothing secret is in any request, and what helps is there', async () => {
  await secretSession(await start('private', true))
  const own = bodies.filter((body) => body.startsWith('https://private.test'))
  expect(own.filter((body) => leaks(body).length > 0)).toEqual([])
  const all = own.join('\n')
  expect(all).toContain('"token":"phc_test"')
  expect(all).toContain('$autocapture')
  expect(all).toContain('holdfast circuit-changed')
  expect(all.match(/"\$exception_fingerprint"/g)).toHaveLength(1)
  expect(all).toContain('"route":"api.test/users/:id"')
  expect(all).toContain('"attempts":2')
  expect(all).toContain('"status":503')
  expect(all).not.toContain('"$session_id":"[redacted]"')
  expect(all).toMatch(/"alias":"hash-/)
  expect(all).toMatch(/"\$group_key":"hash-/)
  expect(all).toMatch(/"\$groups":\{"team":"hash-/)
  console.info(
    `PostHog: ${secretCount} kinds of secrets, planted ${planted} times, none in ${own.length} requests`,
  )
})
