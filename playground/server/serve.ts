import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DatabaseSync } from 'node:sqlite'
import { createApp } from './create-app.ts'
import { createChaosDesk } from './chaos-desk.ts'
import { openDatabase } from './database.ts'
import { createLog } from './log.ts'
import type { LineWriter } from './log.ts'

const HOST = '127.0.0.1'

/** How to start the backend. */
export type ServeOptions = Readonly<{
  /** Path of the SQLite file; it and its folder are made on first start. */
  databaseFile: string
  /** 0 takes a free one. Default 0. */
  port?: number
  /** Origins of the pages that may call. Default: none. */
  pageOrigins?: readonly string[]
  /** Takes each log line. Default: standard output. */
  writeLine?: LineWriter
  /** In [0, 1); decides which requests the chaos desk breaks. Default `Math.random`. */
  random?: () => number
  /** How long `close` waits for answers under way, in milliseconds. Default 1000. */
  closeGraceMs?: number
  /** Wall clock in milliseconds. Default `Date.now`. */
  now?: () => number
}>

/** A backend that listens. */
export type RunningServer = Readonly<{
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string
  port: number
  /** The open database, for tests that look into it. */
  database: DatabaseSync
  /** Mends all chaos, lets answers under way finish for `closeGraceMs`, closes connections and database. */
  close: () => Promise<void>
}>

/**
 * Starts the backend on the loopback interface and logs `{"event":"listening","port":…}`.
 *
 * @throws where the port is taken or the database cannot be used
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { databaseFile, port = 0, pageOrigins = [], random = Math.random, now = Date.now } = options
  const log = createLog(options.writeLine, now)
  const database = openDatabase(databaseFile, now)
  const desk = createChaosDesk()
  const app = createApp({ database, desk, pageOrigins, log, random, now })
  // The global Request and Response belong to whoever runs in this process too, so they stay as they are.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server
  closeIdleOnceClosing(server)
  try {
    await once(server.listen(port, HOST), 'listening')
  } catch (error) {
    database.close()
    throw error
  }

  const address = server.address() as AddressInfo
  const stop = async () => {
    desk.clear()
    await closeServer(server, options.closeGraceMs ?? 1_000)
    if (database.isOpen) database.close()
  }
  let stopping: Promise<void> | undefined
  log('listening', { port: address.port })
  return {
    url: `http://${HOST}:${address.port}`,
    port: address.port,
    database,
    close: () => (stopping ??= stop()),
  }
}

/** A connection that finishes an answer while the server closes would else be kept for the next request. */
function closeIdleOnceClosing(server: Server): void {
  server.on('request', (_, response) => {
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections()
    })
  })
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const timer = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(timer)
}
