import { isHoldfastError } from 'holdfast'
import { errorWords, type ErrorWords } from 'holdfast/react'
import { pageState } from './page-state.ts'

/** A failure as a toast tells it; more of the same kind are counted, not stacked. */
export type Toast = ErrorWords & Readonly<{ kind: string; errorId: string; times: number }>

const MOST = 3
const toasts = pageState<readonly Toast[]>([])

/** Shows an error that no part of the page shows itself. */
export function addToast(error: unknown, errorId: string): void {
  const kind = isHoldfastError(error) ? error.code : 'UNEXPECTED'
  const all = toasts.get()
  const same = all.find((toast) => toast.kind === kind)
  const words = kind === 'UNEXPECTED' ? unexpected : errorWords(error)
  const toast = { ...words, kind, errorId, times: (same?.times ?? 0) + 1 }
  // In its old place: what somebody reads, or is about to press, does not move.
  toasts.set(same ? all.map((one) => (one === same ? toast : one)) : [...all, toast].slice(-MOST))
}

/** The usual words speak of “this part of the page”: a toast belongs to none. */
const unexpected: ErrorWords = {
  title: 'Something went wrong',
  advice: 'If it happens again, reload the page.',
}

export const dismissToast = (kind: string): void =>
  toasts.set(toasts.get().filter((toast) => toast.kind !== kind))

/** Oldest first. */
export const useToasts = toasts.use
