import { isHoldfastError } from 'holdfast'
import type { ErrorFacts } from 'holdfast/react'
import { pageState } from './page-state.ts'

/** One error, and whom the SDK has told of it. */
export type Told = Readonly<{
  id: number
  what: string
  /** Who saw it first: a boundary by its name, a cache, the window. */
  seenBy: string
  errorId: string
  /** Calls of `reporter.error` for it. */
  reported: number
  /** Calls of `notify` for it. */
  notified: number
}>

const MOST = 30
const lines = pageState<readonly Told[]>([])
const idOf = new WeakMap<object, number>()
let ids = 0

/** Writes down that somebody was told of an error: in the line of that error, where it has one. */
export function writeDown(error: unknown, facts: ErrorFacts, to: 'reported' | 'notified'): void {
  const id = lineOf(error)
  const before = lines.get().find((line) => line.id === id) ?? newLine(id, error, facts)
  const others = lines.get().filter((line) => line !== before)
  show([{ ...before, [to]: before[to] + 1 }, ...others])
}

export const forgetTold = (): void => show([])

/** Newest first. */
export const useTold = lines.use

/** A thrown value without identity is a new one each time. */
function lineOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return ++ids
  const id = idOf.get(error) ?? ++ids
  idOf.set(error, id)
  return id
}

const newLine = (id: number, error: unknown, facts: ErrorFacts): Told => ({
  ...{ id, reported: 0, notified: 0, what: inShort(error), errorId: facts.errorId },
  seenBy: 'boundary' in facts ? `boundary ${String(facts['boundary'])}` : facts.source,
})

function inShort(error: unknown): string {
  if (!isHoldfastError(error)) return error instanceof Error ? error.message : String(error)
  return error.status ? `${error.code} ${error.status}` : error.code
}

const show = (next: readonly Told[]): void => lines.set(next.slice(0, MOST))
