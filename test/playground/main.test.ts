import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { databaseFile, type LogLine } from './backend.ts'

const MAIN = fileURLToPath(new URL('../../playground/server/main.ts', import.meta.url))

test.each(['SIGTERM', 'SIGINT'] as const)(
  'starts on a free port and ends cleanly on %s, with a request stalled',
  async (signal) => {
    const file = databaseFile()
    const main = start({ API_PORT: '0', DATABASE_FILE: file, PAGE_ORIGIN: 'http://page.test' })
    const listening = await firstLine(main)
    expect(listening).toMatchObject({ event: 'listening', port: expect.any(Number) as number })
    expect(existsSync(file)).toBe(true)

    const url = `http://127.0.0.1:${String(listening['port'])}`
    const headers = { Origin: 'http://page.test', 'Content-Type': 'application/json' }
    const body = JSON.stringify({ stallBody: true })
    const set = await fetch(`${url}/chaos`, { method: 'PUT', headers, body })
    expect(set.headers.get('access-control-allow-origin')).toBe('http://page.test')
    const stalled = await fetch(`${url}/api/v1/projects`)

    main.kill(signal)
    expect(await once(main, 'exit')).toEqual([0, null])
    expect(await stalled.json()).toHaveProperty('items')
  },
)

test.each(['80a', '65536', '-1'])('does not start on API_PORT %s, and says why', async (port) => {
  const main = start({ API_PORT: port, DATABASE_FILE: databaseFile() })
  const [exit, said] = await Promise.all([once(main, 'exit'), errorsOf(main)])
  expect(exit).toEqual([1, null])
  expect(said).toMatchObject({ event: 'start-failed' })
  expect(said['error']).toContain(`API_PORT is "${port}"`)
})

test('does not start on a file that is no database, and leaves it as it is', async () => {
  const file = databaseFile()
  mkdirSync(dirname(file))
  writeFileSync(file, 'a diary, not a database. '.repeat(100))
  const main = start({ API_PORT: '0', DATABASE_FILE: file })
  const [exit, said] = await Promise.all([once(main, 'exit'), errorsOf(main)])
  expect(exit).toEqual([1, null])
  expect(said['error']).toContain(file)
  expect(said['reason']).toBe('file is not a database')
})

function start(env: Record<string, string>): ChildProcess {
  const main = spawn(process.execPath, [MAIN], { env: { ...process.env, ...env } })
  onTestFinished(() => void main.kill('SIGKILL'))
  return main
}

async function firstLine({ stdout }: ChildProcess): Promise<LogLine> {
  if (!stdout) throw new Error('no standard output')
  const [line] = (await once(createInterface(stdout), 'line')) as [string]
  return JSON.parse(line) as LogLine
}

async function errorsOf({ stderr }: ChildProcess): Promise<LogLine> {
  if (!stderr) throw new Error('no standard error')
  return JSON.parse(await text(stderr)) as LogLine
}
