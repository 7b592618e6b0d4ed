/** Statuses of answers without a body. */
export const noBody: readonly number[] = [101, 103, 204, 205, 304]

/** By words of the media type, whoever's it is; of multipart/mixed GraphQL's alone. */
const openEnded =
  /^text\/event-stream|^[^;]*(?:\.eventstream|x-mixed-replace|ndjson|json-?(?:l(?:ines)?\b|seq|stream)|stream\+json|\/connect\+|\/grpc)|^multipart\/mixed.*(?:spec=|y="-"|y="?graphql)/i

/**
 * `empty` where there is no body to wait for, `stream` where it may stay open for ever. The body of
 * a frozen answer, which is handed out as it is, is left alone.
 */
export function bodyOf(response: Response): 'body' | 'stream' | 'empty' {
  if (!Object.isExtensible(response)) return 'empty'
  // What an opaque answer does not show may still arrive: it can be cut while somebody has it.
  if (isOpaque(response)) return 'stream'
  if (noBody.includes(response.status) || !response.body || response.bodyUsed) return 'empty'
  return isOpenEnded(response) ? 'stream' : 'body'
}

/** True where the page is shown nothing of it. */
export const isOpaque = ({ type }: Response): boolean => /^opaque(?:redirect)?$/.test(type)

/** True where the body may stay open for ever. */
export const isOpenEnded = ({ headers }: Response): boolean =>
  openEnded.test(headers.get('content-type') ?? '')
