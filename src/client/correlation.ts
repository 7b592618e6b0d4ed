import { randomId } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import { nameIdHeader } from '../fetch/request-id.ts'
import { of, policy } from '../option-checks.ts'
import type { OwnOrigins } from './own-origins.ts'

export type CorrelationOptions = Readonly<{
  /** The header that carries the id. Default `X-Request-ID`. */
  header?: string
}>

/** Gives a request its id, if it may have one. @returns the header's name, where it was added here */
export type Correlate = (request: Request) => string | undefined

/** @throws ConfigError */
export function correlation(
  given: CorrelationOptions | false = {},
  origins: Pick<OwnOrigins, 'mayAddTo'>,
): Correlate {
  const options = policy<Required<CorrelationOptions>>('correlation', given, {
    header: ['X-Request-ID', headerName],
  })
  if (!options) return () => undefined
  const { header } = options
  return (request) => {
    const { headers } = request
    const isNew = !headers.has(header)
    if (isNew && !origins.mayAddTo(request.url)) return undefined
    if (isNew) headers.set(header, randomId())
    nameIdHeader(request, header)
    return isNew ? header.toLowerCase() : undefined
  }
}

/** A token (RFC 9110 §5.6.2), as the platform asks for. */
function headerName(path: string, name: string): string {
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(of(path, name, 'string'))) return name
  throw new ConfigError(path, name, 'the name of a header')
}
