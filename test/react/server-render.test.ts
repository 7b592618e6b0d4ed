import { createClient } from 'holdfast'
import { installGlobalErrorHandlers } from 'holdfast/react'
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
  const uninstall = installGlobalErrorHandlers({ notify: () => undefined })
  const client = createClient({ baseUrl: 'https://api.test', fetch: scriptedFetch(broken) })
  const html = await new Response(await renderToReadableStream(app(client))).text()
  expect(html).toContain('<p>pending true closed online unknown 0 false</p>')
  uninstall()
})
