import { randomId } from '../clock.ts'
import { ConfigError } from '../errors.ts'
import { readTarget } from '../fetch/request.ts'
import { nameIdHeader } from '../fetch/request-id.ts'
import { list, of, policy } from '../option-checks.ts'

export type CorrelationOptions = Readonly<{
  /** The header that carries the id. Default `X-Request-ID`. */
  header?: string
  /**
   * Origins besides the page's own that get the header. Across origins it costs a preflight and is
   * refused unless the server allows it, so none is added unasked. Default none; in Node, where
   * nothing is refused, also the origin of `baseUrl` or `prefix`.
   */
  origins?: readonly string[]
}>

/** Gives a request its id, if it goes to an origin of ours. @returns the id */
export type Correlate = (request: Request) => string | undefined

/** @throws ConfigError */
export function correlation(
  given: CorrelationOptions | false = {},
  base: string | undefined,
): Correlate {
  const options = policy<Required<CorrelationOptions>>('correlation', given, {
    header: ['X-Request-ID', headerName],
    origins: [[], list, 'string'],
  })
  if (!options) return () => undefined
  const { header } = options
  const origins = new Set(options.origins.map(readOrigin))
  const page = globalThis.location?.origin
  const own = page ?? (base && URL.canParse(base) ? new URL(base).origin : undefined)
  if (own !== undefined) origins.add(own)
  return (request) => {
    const known = request.headers.get(header)
    if (known === null && !origins.has(readTarget(request.url)?.origin ?? '')) return undefined
    const id = known ?? randomId()
    if (known === null) request.headers.set(header, id)
    nameIdHeader(request, header)
    return id
  }
}

/** A token (RFC 9110 §5.6.2), as the platform asks for. */
function headerName(path: string, name: string): string {
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(of(path, name, 'string'))) return name
  throw new ConfigError(path, name, 'the name of a header')
}

function readOrigin(origin: string): string {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    throw new ConfigError(
      'correlation.origins',
      origin,
      'an origin such as https://api.example.com',
    )
  }
  return origin
}
