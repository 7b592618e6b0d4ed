/** How far a concurrency limit may move, and what it listens to. */
export type AdaptiveOptions = Readonly<{
  /** Calls at once to begin with, from `min` to `max`. Default 10. */
  initial: number
  /** Never fewer: 1 or more. Default 1. */
  min: number
  /** Never more. Default 100: what servers commonly allow one HTTP/2 connection. */
  max: number
  /** The limit moves once in so much time at most. 1 ms or more, default 1000 ms. */
  windowMs: number
  /** Samples without which a window says nothing: 1 or more. Default 10. */
  minimumSamples: number
  /** How many times its usual latency the backend may take before the limit shrinks. Default 2. */
  toleranceRatio: number
  /** The share of timeouts in a window that shrinks it, whatever the rest took: to 1. Default 0.1. */
  timeoutRatio: number
}>

export const adaptiveDefaults: AdaptiveOptions = {
  ...{ initial: 10, min: 1, max: 100, windowMs: 1000, minimumSamples: 10 },
  ...{ toleranceRatio: 2, timeoutRatio: 0.1 },
}

/** What a window has shown. */
type Seen = { limit: number; latencyMs: number; perMs: number }

/** Plain JSON. Times are milliseconds. */
export type AdaptiveLimit = {
  /** Calls that may be in flight now: a whole number. */
  limit: number
  /** What an answer takes usually, learned slowly; 0 while unknown. */
  usualMs: number
  /** The window that is being filled. */
  startedAt: number
  answers: number
  timeouts: number
  sumMs: number
  mostInFlight: number
  /** The last windows in which the limit was used, oldest first. */
  past: Seen[]
}

/**
 * One call that has ended. One that was aborted, that spanned a suspension, or that failed without a
 * word on the backend's pace, such as a refused connection, is no sample: leave it out, or say
 * `ignored`. An error that comes back fast would otherwise look like a fast backend.
 */
export type AdaptiveSample = Readonly<{
  result: 'answered' | 'timed-out' | 'ignored'
  /** 0 or more; browsers' clocks are coarse. */
  latencyMs: number
  /** Calls in flight while it ran, itself included. */
  inFlight: number
}>

export const adaptiveLimit = (options: AdaptiveOptions): AdaptiveLimit => ({
  ...{ limit: options.initial, usualMs: 0, startedAt: 0 },
  ...{ answers: 0, timeouts: 0, sumMs: 0, mostInFlight: 0, past: [] },
})

/** A window that is not full after so many times its length belongs to a quiet tab: it is forgotten. */
const stalestWindows = 30
/** Below this, latencies are no longer told apart: coarse clocks step by up to a millisecond. */
const finestMs = 1
/** Timeouts, and growth that brought nothing, take so much of the limit. */
const [afterTimeouts, afterDrift] = [0.7, 0.9]
/** Windows that are compared, and with how few there is nothing to compare. */
const [mostPast, fewestPast] = [20, 8]

/**
 * Takes in one call and moves `state.limit` at the end of a window: up by a tenth while the limit is
 * used and the backend keeps its pace; down with the latency once that is above `toleranceRatio`
 * times the usual; down by three tenths where calls timed out; down by a tenth where more calls at
 * once have lately meant higher latency and no more answers. The last is what keeps the limit from
 * drifting up while the usual latency is learned from a backend that is overloaded already.
 *
 * A quiet tab learns nothing: windows with few samples are forgotten, and a limit that is not used
 * does not grow.
 *
 * @see Netflix concurrency-limits, Gradient2Limit, and its issue 137 (drift under timeouts);
 *   failsafe-go's adaptive limiter (correlation of throughput and latency with the limit)
 */
export function adaptiveSample(
  state: AdaptiveLimit,
  options: AdaptiveOptions,
  { result, latencyMs, inFlight }: AdaptiveSample,
  nowMs: number,
): void {
  if (result === 'ignored' || !(latencyMs >= 0 && latencyMs < Number.POSITIVE_INFINITY)) return
  const ageMs = nowMs - state.startedAt
  const isEmpty = state.answers + state.timeouts === 0
  // A clock that steps back begins anew too.
  if (isEmpty || ageMs < 0 || ageMs > options.windowMs * stalestWindows) begin(state, nowMs)
  if (result === 'timed-out') state.timeouts += 1
  else {
    state.answers += 1
    state.sumMs += latencyMs
  }
  state.mostInFlight = Math.max(state.mostInFlight, inFlight)
  const elapsedMs = nowMs - state.startedAt
  const enough = state.answers + state.timeouts >= options.minimumSamples
  if (!enough || elapsedMs < options.windowMs) return
  const limit = nextLimit(state, options, elapsedMs)
  state.limit = Math.max(options.min, Math.min(options.max, limit))
  begin(state, nowMs)
}

function begin(state: AdaptiveLimit, nowMs: number): void {
  state.startedAt = nowMs
  state.answers = state.timeouts = state.sumMs = state.mostInFlight = 0
}

/** What the window says: a whole number, which may be out of bounds. */
function nextLimit(state: AdaptiveLimit, options: AdaptiveOptions, elapsedMs: number): number {
  const { limit, answers, timeouts } = state
  if (timeouts > 0 && timeouts >= (answers + timeouts) * options.timeoutRatio) {
    return Math.floor(limit * afterTimeouts)
  }
  const latencyMs = Math.max(finestMs, state.sumMs / answers)
  const usualMs = learn(state, latencyMs)
  if (latencyMs > usualMs * options.toleranceRatio) {
    const ratio = (usualMs * options.toleranceRatio) / latencyMs
    return Math.floor(limit * Math.max(0.5, ratio))
  }
  // Half a limit in use says nothing of what a greater one would do.
  if (state.mostInFlight * 2 < limit) return limit
  remember(state, { limit, latencyMs, perMs: answers / elapsedMs })
  if (drifts(state.past)) return Math.floor(limit * afterDrift)
  return state.mostInFlight < limit ? limit : limit + Math.max(1, Math.floor(limit / 10))
}

/** A faster pace is believed soon, a slower one late. */
function learn(state: AdaptiveLimit, latencyMs: number): number {
  const { usualMs } = state
  const share = latencyMs < usualMs ? 0.3 : 0.01
  state.usualMs = usualMs === 0 ? latencyMs : usualMs + (latencyMs - usualMs) * share
  return state.usualMs
}

function remember({ past }: AdaptiveLimit, seen: Seen): void {
  past.push(seen)
  if (past.length > mostPast) past.shift()
}

/** True where a greater limit has lately gone with higher latency, and not with more answers. */
function drifts(past: readonly Seen[]): boolean {
  if (past.length < fewestPast) return false
  const limits = past.map(({ limit }) => limit)
  const slower = correlation(
    limits,
    past.map(({ latencyMs }) => latencyMs),
  )
  const more = correlation(
    limits,
    past.map(({ perMs }) => perMs),
  )
  return slower > 0.5 && more < 0.3
}

/** Pearson's, from -1 to 1; 0 where one of the two does not vary. */
function correlation(some: readonly number[], others: readonly number[]): number {
  const [mean, otherMean] = [some, others].map(average) as [number, number]
  let [both, one, other] = [0, 0, 0]
  for (const [index, value] of some.entries()) {
    const [by, otherBy] = [value - mean, (others[index] ?? 0) - otherMean]
    both += by * otherBy
    one += by * by
    other += otherBy * otherBy
  }
  return one * other > 0 ? both / Math.sqrt(one * other) : 0
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
