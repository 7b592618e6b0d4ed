import { once } from 'node:events'
import { globSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Driver } from './engine.ts'
import { ended, said, start } from './process.ts'

/** WebKitGTK's own browser, by WebDriver, on a screen of its own. */
export async function webkit(): Promise<Driver> {
  const screen = start(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  )
  const display = `:${await said(screen.stdio[3] as Readable, /(\d+)/)}`
  const port = await freePort()
  const driver = start('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', GSETTINGS_BACKEND: 'memory' },
  })
  const send = sender(`http://127.0.0.1:${port}`)
  await answers(send)
  const args = ['--automation', '--geometry=1400x1000']
  const browser = { pageLoadStrategy: 'none', 'webkitgtk:browserOptions': { binary, args } }
  const begun = await send('POST', '/session', { capabilities: { alwaysMatch: browser } })
  const session = `/session/${(begun as { sessionId: string }).sessionId}`
  return {
    async open(url) {
      await send('POST', `${session}/url`, { url })
    },
    async perform(action) {
      await send('POST', `${session}/actions`, { actions: [action] })
    },
    async close() {
      await send('DELETE', session).catch(() => undefined)
      await ended(driver)
      await ended(screen)
    },
  }
}

/** Debian has it where no path leads. */
const binary =
  process.env['WEBKIT_PATH'] ??
  globSync('/usr/lib/*/webkit2gtk-4.1/MiniBrowser')[0] ??
  'MiniBrowser'

type Send = (method: string, path: string, body?: object) => Promise<unknown>

const sender =
  (origin: string): Send =>
  async (method, path, body) => {
    const init = { method, ...(body && { body: JSON.stringify(body) }) }
    const answer = (await (await fetch(origin + path, init)).json()) as { value: unknown }
    const { error, message } = Object(answer.value) as { error?: string; message?: string }
    if (error) throw new Error(`${error}: ${message}`)
    return answer.value
  }

async function answers(send: Send): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isThere = await send('GET', '/status').then(
      () => true,
      () => false,
    )
    if (isThere) return
    await sleep(50)
  }
  throw new Error('WebKitWebDriver does not answer')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
