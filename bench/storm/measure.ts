import type { Backend } from './backend.ts'
import { endpoints, type Scenario } from './scenarios.ts'
import { between, type User } from './users.ts'

/** What came of one contender in one scenario. Shares are of 1. */
export type Figures = {
  /** Of the users who came after the fault began. */
  served: number
  servedWithin3s: number
  p50Ms: number | undefined
  p99Ms: number | undefined
  /** Requests on the wire for each of these users. */
  requestsPerCall: number
  /** The same from the beginning of the fault to its end alone. */
  requestsPerCallInFault: number | undefined
  /** Requests in the busiest second from `herdFromMs` on, for each in the busiest normal second. */
  peakRatio: number | undefined
  /** From the backend's recovery until users are served again; `Infinity` for never. */
  recoverySeconds: number | undefined
  /** Of the work done. */
  wasted: number
  /** Calls that had not settled a second after their users had left. */
  hanging: number
  /** Of the users of endpoints that never were at fault. */
  healthyServed: number
  /** Of those who came in the last half minute, to endpoints that were not at fault. */
  servedAtEnd: number
}

/** Users are served again when at least this share of them is, in every window from then on. */
const servedAgainRatio = 0.95
const cohortMs = 5000
const endMs = 30_000
const herdMs = 60_000

export function measure(
  scenario: Scenario,
  all: readonly User[],
  backend: Backend,
  untilMs: number,
): Figures {
  const { faultAtMs, recoveredAtMs, herdFromMs } = scenario
  const users = between(all, faultAtMs, untilMs)
  const fine = users.filter((user) => !isAtFault(scenario, user))
  const latencies = users
    .filter(({ end }) => end === 'served')
    .map(latencyMs)
    .sort((one, other) => one - other)
  const during = (fromMs: number, toMs: number) => {
    const calls = between(all, fromMs, toMs).length
    return calls === 0 ? undefined : sum(backend, fromMs, toMs) / calls
  }
  return {
    served: share(users, isServed),
    servedWithin3s: share(users, (user) => isServed(user) && latencyMs(user) <= 3000),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    requestsPerCall: during(faultAtMs, untilMs) ?? 0,
    requestsPerCallInFault: recoveredAtMs && during(faultAtMs, recoveredAtMs),
    peakRatio: herdFromMs && peak(backend, herdFromMs, herdFromMs + herdMs) / normalPeak(backend),
    recoverySeconds: recoveredAtMs && recoverySeconds(users, recoveredAtMs, untilMs),
    wasted: backend.workedMs === 0 ? 0 : backend.wastedMs / backend.workedMs,
    hanging: all.filter(({ isHanging }) => isHanging).length,
    healthyServed: share(fine, isServed),
    servedAtEnd: share(between(fine, untilMs - endMs, untilMs), isServed),
  }
}

const isServed = ({ end }: User): boolean => end === 'served'
const latencyMs = ({ atMs, endedAtMs = Infinity }: User): number => endedAtMs - atMs
const isAtFault = ({ name }: Scenario, { endpoint }: User): boolean =>
  name === 'bad endpoint' && endpoint === endpoints[0]

/** 1 for nobody: nobody was disappointed. */
const share = (users: readonly User[], test: (user: User) => boolean): number =>
  users.length === 0 ? 1 : users.filter(test).length / users.length

const quantile = (sorted: readonly number[], ratio: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))]

const bySecond = ({ requests }: Backend, fromMs: number, toMs: number): number[] =>
  Array.from(
    { length: Math.max(0, Math.floor((toMs - fromMs) / 1000)) },
    (_, index) => requests[Math.floor(fromMs / 1000) + index] ?? 0,
  )

const sum = (backend: Backend, fromMs: number, toMs: number): number =>
  bySecond(backend, fromMs, toMs).reduce((total, count) => total + count, 0)

const peak = (backend: Backend, fromMs: number, toMs: number): number =>
  Math.max(...bySecond(backend, fromMs, toMs))

/** The minute before any fault. */
const normalPeak = (backend: Backend): number => Math.max(1, peak(backend, 0, 60_000))

/** The first second from which on all who come within five seconds are served, to 95 %. */
function recoverySeconds(users: readonly User[], fromMs: number, untilMs: number): number {
  let recoveredMs = Infinity
  for (let atMs = untilMs - cohortMs; atMs >= fromMs; atMs -= 1000) {
    if (share(between(users, atMs, atMs + cohortMs), isServed) < servedAgainRatio) break
    recoveredMs = atMs - fromMs
  }
  return recoveredMs / 1000
}
