import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type CDPSession, chromium as playwright, type Page } from 'playwright'
import { build, type Rolldown } from 'vite'
import { chromiumLaunch } from '../../scripts/chromium.ts'
import { publicImports } from '../../scripts/entries.ts'
import type { Place } from './place.ts'

/** A real Chromium with one page, served from this machine. */
export async function chromium(): Promise<Place> {
  const [browser, server] = await Promise.all([
    playwright.launch({ ...(await chromiumLaunch()), headless: true }),
    serve(await bundle()),
  ])
  const { port } = server.address() as AddressInfo
  const fresh = async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    return page
  }
  const page = await fresh()
  const system = await browser.newBrowserCDPSession()
  return {
    name: `Chromium ${browser.version()}`,
    run: (...args) => page.evaluate((given) => globalThis.bench.run(...given), args),
    processorMs: () => rendererMs(system),
    async heldBytes(...args) {
      const own = await fresh()
      const bytes = await heldBy(own, args)
      await own.context().close()
      return bytes
    },
    async close() {
      await browser.close()
      server.close()
    },
  }
}

/** Every thread of every renderer. */
async function rendererMs(system: CDPSession): Promise<number> {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  return renderers.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0)
}

async function heldBy(page: Page, [name, calls, inLine]: [string, number, boolean]) {
  const session = await page.context().newCDPSession(page)
  const leaveOpen = (count: number) =>
    page.evaluate((given) => globalThis.bench.leaveOpen(...given), [name, count, inLine] as const)
  await leaveOpen(100)
  const before = await heapUsed(session)
  await leaveOpen(calls)
  return (await heapUsed(session)) - before
}

/** JavaScript's objects and those of the browser behind them, such as abort signals. */
async function heapUsed(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  const usage = (await session.send('Runtime.getHeapUsage')) as HeapUsage
  return usage.usedSize + (usage.embedderHeapUsedSize ?? 0)
}

type HeapUsage = { usedSize: number; embedderHeapUsedSize?: number }

async function bundle(): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: {
      alias: [
        ...publicImports('built'),
        // The build for browsers, which brings its own event emitter.
        { find: /^opossum$/, replacement: 'opossum/dist/opossum.js' },
      ],
    },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(new URL('page.ts', import.meta.url)) },
    },
  })) as Rolldown.RolldownOutput
  return result.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n')
}

function serve(script: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>',
    )
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
