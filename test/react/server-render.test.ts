import { createClient } from 'holdfast'
import * as bindings from 'holdfast/react'
import { SafeHtml } from 'holdfast/sanitize/react'
import { createElement, type ReactNode } from 'react'
import { renderToReadableStream, renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { broken, fakeClock, scriptedFetch } from '../../src/testing/index.ts'
import { app } from './server-app.ts'

test('renders on a server: no window, no request, no timer, no listener', async () => {
  expect(globalThis).not.toHaveProperty('window')
  const [clock, wire] = [fakeClock(), scriptedFetch(broken)]
  const client = createClient({ baseUrl: 'https://api.test', fetch: wire, clock })
  const html = renderToString(app(client))
  expect(html).toContain('<p>pending true closed online unknown 0 false</p>')
  expect(html).toContain('role="status"')
  expect(html).not.toMatch(/style=|<script/)
  expect([wire.calls.length, clock.pending]).toEqual([0, 0])
})

test('renders in a stream too, and installs no handlers', async () => {
  const uninstall = bindings.installGlobalErrorHandlers({ notify: () => undefined })
  const client = createClient({ baseUrl: 'https://api.test', fetch: scriptedFetch(broken) })
  const html = await new Response(await renderToReadableStream(app(client))).text()
  expect(html).toContain('<p>pending true closed online unknown 0 false</p>')
  uninstall()
})

const { ErrorBoundary, ErrorFallback, NetworkStatusBanner, NetworkStatusMonitor } = bindings
const fallback = { error: new Error('x'), name: 'page', tryAgain: () => undefined }
const notices = ['offline', 'unreachable', 'back'] as const

/** Each component that is exported, in every shape that a server can give it. */
const shapes: Record<string, readonly ReactNode[]> = {
  ErrorBoundary: [createElement(ErrorBoundary, { name: 'page' }, 'below')],
  ErrorFallback: [
    createElement(ErrorFallback, { ...fallback, details: true, supportUrl: 'https://help.test/' }),
    createElement(ErrorFallback, { ...fallback, details: false, isRepeated: true, isRetry: true }),
  ],
  HoldfastProvider: ['below'],
  NetworkStatusBanner: notices.map((notice) =>
    createElement(NetworkStatusBanner, { notice, text: 'text', countdown: '7' }),
  ),
  NetworkStatusMonitor: [createElement(NetworkStatusMonitor)],
  SafeHtml: [createElement(SafeHtml, { html: '<b style="color:red">x</b>' })],
}

test('every component is among those asked for inline styles', () => {
  const exported = Object.keys({ ...bindings, SafeHtml }).filter((name) => /^[A-Z]/.test(name))
  expect(Object.keys(shapes)).toEqual(exported.toSorted())
})

test.each(Object.entries(shapes))(
  'what a server renders of %s holds under a strict Content Security Policy',
  (_, elements) => {
    const client = createClient({ baseUrl: 'https://api.test', fetch: scriptedFetch(broken) })
    for (const element of elements) {
      const html = renderToString(createElement(bindings.HoldfastProvider, { client }, element))
      expect(html).not.toMatch(/<style|<script|\s(?:style|on\w+)=/i)
    }
  },
)
