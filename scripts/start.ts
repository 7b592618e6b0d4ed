import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createProbe, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build, createServer, type InlineConfig, preview } from 'vite'
import { root } from './entries.ts'
import './follow-parent.ts'

/**
 * The playground: its backend (a process of its own) and its page, on this machine's loopback only. Prints one line
 * with one URL once both answer, and ends both on SIGINT or SIGTERM, or when the backend or the
 * process that started this one is gone.
 *
 * Environment: `PORT` (page, 5173) and `API_PORT` (backend, 8787): taken, the next free one; 0, any free one.
 * `SERVER_LOG=1` shows the backend's log. For tests: `API_NAME` is the host by which the page asks the backend, so that
 * this is not on the page's own machine, and `BUILT=1` builds the page first, so that it opens at once.
 */
const host = '127.0.0.1'
const apiPort = await freePort(wanted('API_PORT', 8_787))
const pagePort = await freePort(wanted('PORT', 5_173), [apiPort])
const apiOrigin = `http://${host}:${apiPort}`
const pageOrigin = `http://${host}:${pagePort}`
const pageOrigins = `${pageOrigin},http://localhost:${pagePort}` // the backend answers both

const follow = new URL('follow-parent.ts', import.meta.url).href
const main = join(root, 'playground/server/main.ts')
const server = spawn(process.execPath, ['--import', follow, main], {
  cwd: root,
  env: { ...process.env, API_PORT: String(apiPort), PAGE_ORIGIN: pageOrigins },
  stdio: ['ignore', process.env['SERVER_LOG'] ? 'inherit' : 'ignore', 'inherit'],
})
const ended = once(server, 'exit')

const asked = `http://${process.env['API_NAME'] ?? host}:${apiPort}`
process.env['VITE_API_ORIGIN'] = asked // vite hands it to the page as import.meta.env.VITE_API_ORIGIN
const settings: InlineConfig = {
  configFile: join(root, 'vite.config.ts'),
  logLevel: 'warn',
  clearScreen: false,
}
const listening = { host, port: pagePort, strictPort: true }
const page = process.env['BUILT'] ? await builtPage() : await livePage()
process.removeAllListeners('SIGTERM') // vite's own ends the process before the backend has gone

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop().catch(fail)
  })
}
ended.then(onEnd).catch(fail)

try {
  await Promise.all([answers(apiOrigin), answers(pageOrigin)])
  if (!stopping) console.log(`Holdfast playground: ${pageOrigin}`)
} catch (error) {
  fail(error)
  await stop()
}

async function livePage(): Promise<{ close: () => Promise<void> }> {
  const server = await createServer({ ...settings, server: listening })
  return server.listen()
}

/** With the checks of development, as the other one. */
async function builtPage(): Promise<{ close: () => Promise<void> }> {
  process.env['NODE_ENV'] = 'development'
  await build({ ...settings, mode: 'development' })
  return preview({ ...settings, preview: listening })
}

/** Ends both; the backend by force when it has not gone after 3 s. */
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  server.kill('SIGTERM')
  const force = setTimeout(() => server.kill('SIGKILL'), 3_000)
  await Promise.all([page.close(), server.exitCode === null && server.signalCode === null && ended])
  clearTimeout(force)
  process.exit() // vite's watchers would hold the process a little longer
}

async function onEnd(): Promise<void> {
  if (stopping) return
  fail(new Error(`The playground's backend ended with ${server.exitCode ?? server.signalCode}.`))
  await stop()
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** Resolves when anything at all answers there. */
async function answers(origin: string): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!stopping) {
    try {
      const response = await fetch(origin, { signal: AbortSignal.timeout(5_000) })
      return await response.body?.cancel()
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${origin} does not answer.`, { cause: error })
      await sleep(50)
    }
  }
}

function wanted(name: string, otherwise: number): number {
  const port = Number(process.env[name] || otherwise)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new Error(`${name} is "${process.env[name]}". Give a whole number from 0 to 65535.`)
}

/** That port, or the next one nobody listens on; for 0, one the system picks. */
async function freePort(from: number, taken: readonly number[] = []): Promise<number> {
  for (let port = from; port < 65_536; port += 1) {
    if (port !== 0 && taken.includes(port)) continue
    const probe = createProbe().listen(port, host)
    try {
      await once(probe, 'listening')
      const found = (probe.address() as AddressInfo).port
      probe.close()
      await once(probe, 'close')
      if (!taken.includes(found)) return found
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  throw new Error(`No port is free from ${from} on.`)
}
