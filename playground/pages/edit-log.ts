import { pageState } from '../app/page-state.ts'
import type { Wish } from './wish.ts'

/** A change and what became of it. */
export type Edit = Readonly<{
  /** Its idempotency key: kept where it is tried again. */
  key: string
  /** The key of its row in the list. */
  row: string
  wish: Wish
  state: 'pending' | 'answered' | 'failed'
  startedAt: number
  tookMs: number
  error: unknown
  /** How often it was wanted. */
  turns: number
  /** Failed, and neither tried again nor overtaken by a newer wish for the same. */
  isOpen: boolean
}>

const MOST = 60

// Beside the page, not in it: who leaves the page while a change is on its way hears of it on return.
const edits = pageState<readonly Edit[]>([])

/** The changes of this visit, newest first. */
export const useEdits = edits.use

/** A change is wanted, for the first time or again. */
export function begin(key: string, row: string, wish: Wish): void {
  const before = edits.get().find((one) => one.key === key)
  const edit: Edit = {
    ...{ key, row, wish, state: 'pending' as const, startedAt: performance.now(), tookMs: 0 },
    ...{ error: undefined, turns: (before?.turns ?? 0) + 1, isOpen: false },
  }
  const overtakes = (old: Edit) => old.row === row && old.wish.type === wish.type
  edits.set([
    edit,
    ...edits
      .get()
      .filter((one) => one !== before)
      .map((one) => (overtakes(one) ? { ...one, isOpen: false } : one))
      .slice(0, MOST),
  ])
}

/** A change was answered; or has failed, if there is an error. */
export const end = (key: string, error?: unknown): void =>
  replace(key, (edit) => ({
    ...edit,
    ...{ state: error ? ('failed' as const) : ('answered' as const), error },
    isOpen: error !== undefined,
    tookMs: performance.now() - edit.startedAt,
  }))

/** The page says no more of a failed change. */
export const dismiss = (key: string): void => replace(key, (edit) => ({ ...edit, isOpen: false }))

const replace = (key: string, change: (edit: Edit) => Edit): void =>
  edits.set(edits.get().map((edit) => (edit.key === key ? change(edit) : edit)))
