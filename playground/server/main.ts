import { fileURLToPath } from 'node:url'
import { serve } from './serve.ts'

// Environment: API_PORT (default 8787, 0 takes a free one), DATABASE_FILE, PAGE_ORIGIN (several with commas).

const DEFAULT_FILE = new URL('../../node_modules/.cache/holdfast/playground.db', import.meta.url)
const DEFAULT_ORIGINS = 'http://localhost:5173,http://127.0.0.1:5173'

try {
  const server = await serve({
    port: readPort(process.env['API_PORT'] || '8787'),
    databaseFile: process.env['DATABASE_FILE'] || fileURLToPath(DEFAULT_FILE),
    pageOrigins: (process.env['PAGE_ORIGIN'] || DEFAULT_ORIGINS).split(/\s*,\s*/),
  })
  process.once('SIGTERM', () => void server.close())
  process.once('SIGINT', () => void server.close())
} catch (error) {
  const { message, cause } = error as Error
  const reason = cause instanceof Error ? cause.message : undefined
  console.error(JSON.stringify({ event: 'start-failed', error: message, reason }))
  process.exitCode = 1
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`API_PORT is "${text}". Give a whole number from 0 to 65535.`)
}
