import { once } from 'node:events'
import { createServer, type IncomingMessage, Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type Listener = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** Serves until the test is over. @returns the origin */
export async function serve(listener: Listener | Server): Promise<string> {
  const server =
    listener instanceof Server
      ? listener
      : createServer((request, response) => {
          void (async () => listener(request, response))().catch((error: unknown) =>
            response.destroy(error as Error),
          )
        })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
