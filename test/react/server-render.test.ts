import { createClient } from 'holdfast'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { broken, fakeClock, scriptedFetch } from '../../src/testing/index.ts'
import { app } from './server-app.ts'

test('renders on a server: no window, no request, no timer, no listener', async () => {
  expect(globalThis).not.toHaveProperty('window')
  const [clock, wire] = [fakeClock(), scriptedFetch(broken)]
  const client = createClient({ baseUrl: 'https://api.test', fetch: wire, clock })
  const html = renderToString(app(client))
  expect(html).toContain('<p>pending true closed online</p>')
  expect(html).toContain('role="status"')
  expect([wire.calls.length, clock.pending]).toEqual([0, 0])
})
