import { onlineManager } from '@tanstack/react-query'
import { createClient } from 'holdfast'
import { useState } from 'react'
import { expect, inject, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { z } from 'zod'
import { HoldfastProvider } from '../../src/react/holdfast-provider.tsx'
import { useApiQuery } from '../../src/react/use-api-query.ts'
import { broken, json, silent } from '../../src/testing/index.ts'
import { network, page } from './page.tsx'

type Project = { id: number; name: string }

function Names() {
  const { data, error } = useApiQuery<Project[], string>('projects', {
    select: (projects) => projects.map(({ name }) => name).join(),
  })
  return <p>{error ? error.code : (data ?? 'Loading')}</p>
}

test('shows a real answer of a real server, in Strict Mode', async () => {
  const { Providers } = page({ isStrict: true })
  const client = createClient({ baseUrl: inject('serverOrigin') })
  function Echo() {
    const schema = z.object({ method: z.string(), url: z.string() })
    const { data } = useApiQuery('echo', { searchParams: { from: 'react' }, schema })
    return <p>{data ? `${data.method} ${data.url}` : 'Loading'}</p>
  }
  const screen = await render(
    <Providers>
      <HoldfastProvider client={client}>
        <Echo />
      </HoldfastProvider>
    </Providers>,
  )
  await expect.element(screen.getByText('GET /echo?from=react')).toBeVisible()
})

test('a failing query makes one request and its retries, then shows our error', async () => {
  const { Providers, wire, clock } = page({ retry: { limit: 3 }, circuit: false }, broken)
  const screen = await render(<Names />, { wrapper: Providers })
  await clock.advance(60_000)
  await expect.element(screen.getByText('NETWORK')).toBeVisible()
  expect(wire.calls).toHaveLength(4)
})

test('leaves nothing on the wire when the page goes away', async () => {
  const { Providers, wire } = page({}, silent)
  const screen = await render(<Names />, { wrapper: Providers })
  await expect.poll(() => wire.open).toBe(1)
  await screen.unmount()
  await expect.poll(() => wire.open).toBe(0)
})

test('two components that ask the same share one request, and a fresh answer needs none', async () => {
  const { Providers, wire } = page({}, json([{ id: 1, name: 'Apollo' }]))
  const Again = () => {
    const [isShown, show] = useState(false)
    return isShown ? (
      <Names />
    ) : (
      <button type="button" onClick={() => show(true)}>
        more
      </button>
    )
  }
  const screen = await render(
    <>
      <Names />
      <Names />
      <Again />
    </>,
    { wrapper: Providers },
  )
  await expect.poll(() => screen.getByText('Apollo').elements()).toHaveLength(2)
  await screen.getByRole('button').click()
  await expect.poll(() => screen.getByText('Apollo').elements()).toHaveLength(3)
  expect(wire.calls).toHaveLength(1)
})

test('asks nothing while it is not enabled', async () => {
  const { Providers, wire } = page({}, json([]))
  const Off = () => <p>{useApiQuery('projects', { enabled: false }).fetchStatus}</p>
  const screen = await render(<Off />, { wrapper: Providers })
  await expect.element(screen.getByText('idle')).toBeVisible()
  expect(wire.calls).toHaveLength(0)
})

test('queries paused offline come back one after the other, not in one burst', async () => {
  const { Providers, wire, pass, client } = page({}, json([]))
  network(false)
  const waiting = client.get('ping').text()
  onlineManager.setOnline(false)
  const Name = ({ id }: { id: number }) => <i>{useApiQuery(`projects/${id}`).fetchStatus}</i>
  const many = Array.from({ length: 8 }, (_, id) => <Name key={id} id={id} />)
  const screen = await render(<p>{many}</p>, { wrapper: Providers })
  await expect.poll(() => screen.getByText('paused').elements()).toHaveLength(8)
  network(true)
  onlineManager.setOnline(true)
  await pass(0)
  const atOnce = wire.calls.length
  await waiting
  await pass(30_000)
  expect(wire.calls).toHaveLength(9)
  expect(atOnce).toBeLessThan(3)
})
