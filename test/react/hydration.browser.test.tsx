import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { broken, json } from '../../src/testing/index.ts'
import { acted, network, page } from './page.tsx'
import { app } from './server-app.ts'

test('hydrates without a mismatch where the browser knows more than the server did', async () => {
  const { client, ask, pass } = page({ isStrict: true }, broken, broken, json(1))
  await ask()
  await ask()
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const html = renderToString(app(client))
  expect(html).toContain('closed online')
  network(false)
  const container = document.body.appendChild(document.createElement('div'))
  container.innerHTML = html
  const onRecoverableError = vi.fn()
  let root: Root | undefined
  await acted(() => void (root = hydrateRoot(container, app(client), { onRecoverableError })))
  expect(container.textContent).toContain('open offline')
  expect(onRecoverableError).not.toHaveBeenCalled()
  expect(errors).not.toHaveBeenCalled()
  await pass(0)
  await acted(() => root?.unmount())
  container.remove()
})
