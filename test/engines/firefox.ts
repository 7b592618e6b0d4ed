import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Action, Driver } from './engine.ts'
import { ended, said, start } from './process.ts'

type Context = Readonly<{ context: string; children: readonly Context[] | null }>

/** Firefox as installed: it speaks WebDriver BiDi itself (https://w3c.github.io/webdriver-bidi/). */
export async function firefox(): Promise<Driver> {
  const profile = await mkdtemp(join(tmpdir(), 'firefox-'))
  const lines = Object.entries(preferences).map((entry) => `user_pref(${quoted(entry)});`)
  await writeFile(join(profile, 'user.js'), lines.join('\n'))
  const size = ['--width=1400', '--height=1000']
  const child = start(
    process.env['FIREFOX_PATH'] ?? 'firefox-esr',
    ['--headless', '--no-remote', ...size, '--profile', profile, '--remote-debugging-port=0'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const address = await said(child.stderr as Readable, /WebDriver BiDi listening on (ws:\S+)/)
  const send = await session(`${address}/session`)
  // A window of its own: the first one of a headless Firefox never gets the focus.
  const window = (await send('browsingContext.create', { type: 'window' })) as Context
  const { context } = window
  return {
    async open(url) {
      await send('browsingContext.navigate', { context, url, wait: 'none' })
      await send('browsingContext.activate', { context })
    },
    async perform(action: Action) {
      const { contexts } = (await send('browsingContext.getTree', { root: context })) as {
        contexts: readonly Context[]
      }
      // Keys given to the page stay in its own document: those of the tests go to their frame.
      const frame = action.type === 'key' ? contexts[0]?.children?.at(-1) : undefined
      const target = frame?.context ?? context
      await send('input.performActions', { context: target, actions: [action] })
    },
    async close() {
      await ended(child)
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

type Answer = Readonly<{ id?: number; result?: unknown; error?: string; message?: string }>

/** Begins a session. @returns what sends a command and awaits its result */
async function session(url: string): Promise<(method: string, params: object) => Promise<unknown>> {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer
    waiting.get(answer.id ?? 0)?.(answer)
    waiting.delete(answer.id ?? 0)
  })
  let last = 0
  const send = async (method: string, params: object) => {
    const id = ++last
    socket.send(JSON.stringify({ id, method, params }))
    const answer = await new Promise<Answer>((resolve) => waiting.set(id, resolve))
    if (answer.error) throw new Error(`${method}: ${answer.error}, ${answer.message}`)
    return answer.result
  }
  await send('session.new', { capabilities: {} })
  return send
}

const quoted = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join(', ')

/** No update, report or download of Firefox's own: the tests are timed, and may have no network. */
const preferences = {
  'app.normandy.enabled': false,
  'app.shield.optoutstudies.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'focusmanager.testmode': true, // a page has the focus though no window manager gives it
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  // The drop-in test holds more answers open at a time than a page would.
  'network.http.max-persistent-connections-per-server': 200,
  'network.http.speculative-parallel-limit': 0,
  'network.prefetch-next': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
}
