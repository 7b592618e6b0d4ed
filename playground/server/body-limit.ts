import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './app-env.ts'
import { Problem } from './problem.ts'

/**
 * Refuses bodies above `maxBytes` with a 413 problem, also those that do not tell their length.
 *
 * Hono's own `bodyLimit` needs the adapter to replace the global `Request`, which would change it for
 * every test that runs the backend in its own process.
 *
 * @param maxBytes  default 1 MiB
 */
export function bodyLimit(maxBytes = 1_048_576): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const declared = Number(c.req.header('Content-Length') ?? 0)
    if (declared > maxBytes) throw tooLarge(maxBytes)
    const unknownLength = c.req.header('Transfer-Encoding') !== undefined
    if (unknownLength && c.req.raw.body) c.req.raw = await buffered(c.req.raw, maxBytes)
    await next()
  }
}

async function buffered(request: Request, maxBytes: number): Promise<Request> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  const { method, headers, signal } = request
  return new Request(request.url, { method, headers, signal, body: Buffer.concat(chunks) })
}

function tooLarge(maxBytes: number): Problem {
  return new Problem(413, `The body is larger than ${maxBytes} bytes. Send less at once.`)
}
