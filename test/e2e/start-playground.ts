import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/entries.ts'

/** The host by which the page asks its backend: of one on its own machine no page is ever cut off. */
export const apiName = 'api.test'

/** A playground that runs. */
export type RunningPlayground = Readonly<{
  /** The page. */
  url: string
  /** Ends backend and page, and takes the database away. @returns the exit code */
  stop: () => Promise<number | null>
}>

/**
 * What `npm start` runs, on free ports and with a database of its own.
 *
 * @param more  environment of it
 */
export async function startPlayground(
  more: Readonly<Record<string, string>> = {},
): Promise<RunningPlayground> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'))
  const env = {
    ...process.env,
    ...more,
    API_NAME: apiName,
    PORT: '0',
    API_PORT: '0',
    DATABASE_FILE: join(folder, 'e2e.db'),
  }
  const child = spawn(process.execPath, [join(root, 'scripts/start.ts')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
    return child.exitCode
  }

  let printed = ''
  for await (const chunk of child.stdout) {
    printed += String(chunk)
    const url = /http:\/\/\S+/.exec(printed)?.[0]
    if (url) return { url, stop }
  }
  await stop()
  throw new Error(`The playground ended before it was up: ${printed}`)
}
