import { type HoldfastError, isHoldfastError } from 'holdfast'

/** An error for people: what happened, and the small print for those who want to know. */
export type Words = Readonly<{ title: string; hint: string; smallPrint: string }>

/** Any error in human words; a `HoldfastError` also with what it knows of the call. */
export function inWords(error: unknown): Words {
  if (!isHoldfastError(error)) {
    const smallPrint = error instanceof Error ? error.message : String(error)
    return { title: 'Something in this page went wrong.', hint: '', smallPrint }
  }
  return { ...told(error), smallPrint: smallPrintOf(error) }
}

type Told = Omit<Words, 'smallPrint'>

function told(error: HoldfastError): Told {
  switch (error.code) {
    case 'NETWORK':
      return { title: 'The backend does not answer.', hint: 'The connection failed each time.' }
    case 'OFFLINE':
      return { title: 'You are offline.', hint: 'It goes on when the network is back.' }
    case 'TIMEOUT':
      return { title: 'The backend took too long.', hint: 'We stopped waiting for it.' }
    case 'CIRCUIT_OPEN':
      return {
        title: 'The backend is given a rest.',
        hint: 'It failed too often; nothing is sent until a probe comes through.',
      }
    case 'RATE_LIMITED':
      return error.by === 'client'
        ? { title: 'This page has sent its share.', hint: 'The limit here is 100 a minute.' }
        : { title: 'The backend asked us to wait.', hint: 'It named the time.' }
    case 'QUEUE_FULL':
      return { title: 'Too much is waiting already.', hint: 'Try again in a moment.' }
    case 'PROBLEM':
    case 'HTTP':
      return answered(error.status, error.code === 'PROBLEM' ? error.problem.detail : undefined)
    case 'PARSE':
    case 'VALIDATION':
      return { title: 'The backend answered in a way we cannot read.', hint: '' }
    case 'ABORTED':
    case 'CONFIG':
      return { title: 'This page made a mistake.', hint: error.message }
  }
}

function answered(status: number, detail = ''): Told {
  if (status === 429) return { title: 'The backend limits us.', hint: detail }
  if (status >= 500) return { title: 'The backend has a fault.', hint: detail }
  if (status === 404) return { title: 'It is not there any more.', hint: detail }
  if (status === 409 || status === 412) return { title: 'It has changed meanwhile.', hint: detail }
  return { title: 'The backend refused it.', hint: detail }
}

function smallPrintOf(error: HoldfastError): string {
  const { code, attempts, retryAfterMs, requestId } = error
  const sent = attempts === 0 ? 'not sent' : attempts === 1 ? '1 attempt' : `${attempts} attempts`
  return [
    'status' in error ? `${code} ${error.status}` : code,
    sent,
    retryAfterMs !== undefined && `retry after ${(retryAfterMs / 1_000).toFixed(1)} s`,
    requestId && `id ${requestId.slice(0, 8)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}
