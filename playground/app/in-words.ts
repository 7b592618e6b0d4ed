import { isHoldfastError } from 'holdfast'
import { errorWords } from 'holdfast/react'

/** An error for people, and the small print for those who want to know. */
export type Words = Readonly<{ title: string; advice: string; smallPrint: string }>

/** Any error in plain words; a `HoldfastError` also with what it knows of the call. */
export const inWords = (error: unknown): Words => ({
  ...errorWords(error),
  smallPrint: smallPrintOf(error),
})

function smallPrintOf(error: unknown): string {
  if (!isHoldfastError(error)) return error instanceof Error ? error.name : 'not an error'
  const { code, attempts, retryAfterMs, requestId } = error
  const sent = attempts === 0 ? 'not sent' : attempts === 1 ? '1 attempt' : `${attempts} attempts`
  return [
    error.status ? `${code} ${error.status}` : code,
    sent,
    retryAfterMs !== undefined && `retry after ${(retryAfterMs / 1_000).toFixed(1)} s`,
    requestId && `id ${requestId.slice(0, 8)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}
