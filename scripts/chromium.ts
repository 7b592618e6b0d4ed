import chromium from '@sparticuz/chromium'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../package.json' with { type: 'json' }

/** What Playwright needs to start a browser; the shape of its `launchOptions`. */
export type ChromiumLaunch = { executablePath?: string; args: string[] }

const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))

/** Switches that would turn off what a browser decides (CORS, mixed content, one process a site), or need the one that does. */
const unwanted = [
  '--headless', // Playwright says which
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--allow-running-insecure-content',
  '--single-process',
  '--no-zygote', // only there for --single-process
  '--disable-features', // switches site isolation off, and would replace Playwright's own list
  '--enable-features', // SharedArrayBuffer without isolation, as no user's browser has it
]

/**
 * How to start Chromium: `CHROMIUM_PATH` where set, the one inside `@sparticuz/chromium` on Linux x64, and
 * Playwright's own elsewhere (`npx playwright install chromium`).
 */
export async function chromiumLaunch(): Promise<ChromiumLaunch> {
  const args = ['--disable-background-networking', '--no-first-run']
  if (process.env['CHROMIUM_PATH']) return { executablePath: process.env['CHROMIUM_PATH'], args }
  if (process.platform !== 'linux' || process.arch !== 'x64') return { args }
  const packed = chromium.args.filter((arg) => !unwanted.some((name) => arg.startsWith(name)))
  return { executablePath: await unpacked(), args: [...packed, ...args] }
}

/**
 * Unpacks the browser once, below node_modules/.cache and by version: the package itself would take any `chromium`
 * it finds in the machine's temporary folder. Several processes may come here at the same time: each unpacks
 * for itself, and the first to finish puts its folder in place.
 */
async function unpacked(): Promise<string> {
  const home = join(cache, `chromium-${manifest.devDependencies['@sparticuz/chromium']}`)
  if (!existsSync(home)) {
    await mkdir(cache, { recursive: true })
    const staging = await mkdtemp(join(cache, 'unpack-'))
    const { TMPDIR } = process.env
    process.env['TMPDIR'] = staging
    try {
      await chromium.executablePath()
      await rename(staging, home)
    } catch (error) {
      await rm(staging, { recursive: true, force: true })
      if (!existsSync(home)) throw error
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = TMPDIR
    }
  }
  return join(home, 'chromium')
}
