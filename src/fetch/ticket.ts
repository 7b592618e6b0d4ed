import type { CallFacts, HoldfastError } from '../errors.ts'
import type { Priority } from '../machines/waiting-line.ts'

/** The generations of the circuits under which an attempt was admitted, shown again with its result. */
export interface Admission {
  endpointGeneration: number
  gateGeneration: number
  /** The answer, while its body may still say something of the backend. */
  arriving?: Response | undefined
}

/** What a request asks of the gate: the same for each of its attempts. */
export type Order = Readonly<{
  /** Method and route: what the endpoint's circuit stands for. */
  endpoint: string
  priority: Priority
  /** What one attempt costs the rate limit, and whose limit it is. */
  cost: number
  rateKey: string
}>

/** One attempt, as the gate sees it. */
export interface Ticket extends Admission {
  readonly order: Order
  /** The monotonic instant after which nobody waits for it any more. */
  readonly deadlineAt: number
  readonly facts: CallFacts
  /** Milliseconds since its departure; NaN where nobody was awake to see the answer come. */
  tookMs(nowMs: number): number
  /** Departs. The permit is held until the gate is told of the outcome. */
  depart(nowMs: number): void
  /** Will not depart; holds nothing. */
  refuse(error: HoldfastError): void
  /** Stands in line from now on. */
  queued(waiting: number): void
}
