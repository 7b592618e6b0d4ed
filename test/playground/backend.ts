import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { serve, type RunningServer, type ServeOptions } from '../../playground/server/serve.ts'

/** An answer with its body read; JSON is parsed, anything else stays text. */
export type Answer = { status: number; headers: Headers; text: string; body: unknown }

/** A line of the log. */
export type LogLine = Record<string, unknown>

/** A backend over real HTTP with what a test needs to drive it. */
export type Backend = RunningServer & {
  log: LogLine[]
  /** Sends a request; an object as `json` becomes the body. */
  call: (method: string, path: string, init?: RequestInit & { json?: unknown }) => Promise<Answer>
}

/** A path in a new folder that goes when the test ends. */
export function databaseFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-backend-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'new', 'playground.db')
}

/** Starts a backend on a free port with a new database, and stops it when the test ends. */
export async function startBackend(options: Partial<ServeOptions> = {}): Promise<Backend> {
  const log: LogLine[] = []
  const file = options.databaseFile ?? databaseFile()
  const writeLine = (line: string) => log.push(JSON.parse(line) as LogLine)
  const server = await serve({ databaseFile: file, writeLine, ...options })
  onTestFinished(server.close)

  const call: Backend['call'] = async (method, path, { json, ...init } = {}) => {
    const headers = new Headers(init.headers)
    if (json !== undefined) headers.set('Content-Type', 'application/json')
    const body = json === undefined ? init.body : JSON.stringify(json)
    const response = await fetch(server.url + path, {
      ...init,
      method,
      headers,
      body: body ?? null,
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }
  return { ...server, log, call }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
