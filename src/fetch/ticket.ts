import type { CallFacts, HoldfastError } from '../errors.ts'
import type { Priority } from '../machines/waiting-line.ts'

/** The generations of the circuits under which an attempt was admitted, shown again with its result. */
export type Admission = { endpoint: number; gate: number }

/** One attempt, as the gate sees it. */
export interface Ticket {
  readonly endpoint: string
  readonly priority: Priority
  readonly cost: number
  /** Whose rate limit it counts against. */
  readonly rateKey: string
  /** The monotonic instant after which nobody waits for it any more. */
  readonly deadlineAt: number
  readonly admission: Admission
  readonly facts: CallFacts
  /** Departs. The permit is held until the gate is told of the outcome. */
  depart(): void
  /** Will not depart; holds nothing. */
  refuse(error: HoldfastError): void
  /** Stands in line from now on. */
  queued(waiting: number): void
}
