/** Which latencies count, and when they are enough to say something. */
export type LatencyOptions = Readonly<{
  /** The share of calls that were at least as fast as the answer: above 0 to 1. Default 0.95. */
  quantile: number
  /** The newest so many count. 1 to 10 000, default 100. */
  samples: number
  /** With fewer there is no answer: one slow call at the start is no measure. Default 20. */
  minimumSamples: number
  /** What is older says nothing of now. 1 ms or more, default 300 000 ms. */
  durationMs: number
}>

export const latencyDefaults: LatencyOptions = {
  quantile: 0.95,
  samples: 100,
  minimumSamples: 20,
  durationMs: 300_000,
}

/** Recent latencies, oldest first, the instants at which they came, and the same sorted. Plain JSON. */
export type Latency = { samples: number[]; at: number[]; sorted: number[] }

export const noLatency = (): Latency => ({ samples: [], at: [], sorted: [] })

/**
 * Takes in the latency of an answer. What was aborted, or spanned a suspension, is not one.
 * Anything but a number from 0 up is passed over; 0 is legal, because browsers' clocks are coarse.
 */
export function latencyAdd(
  latency: Latency,
  options: LatencyOptions,
  latencyMs: number,
  nowMs: number,
): void {
  if (!(latencyMs >= 0 && latencyMs < Number.POSITIVE_INFINITY)) return
  const { samples, at, sorted } = latency
  samples.push(latencyMs)
  at.push(nowMs)
  sorted.splice(placeOf(sorted, latencyMs), 0, latencyMs)
  expire(latency, options, nowMs)
}

/**
 * The latency that `quantile` of the recent answers did not exceed, by nearest rank; `undefined`
 * until enough is known. For the delay before a hedge: a fixed one is too short for a slow endpoint
 * and useless for a fast one.
 *
 * @see "The Tail at Scale", Dean and Barroso, 2013; failsafe-go's hedge policy (delay by quantile)
 */
export function latencyQuantile(
  latency: Latency,
  options: LatencyOptions,
  nowMs: number,
): number | undefined {
  expire(latency, options, nowMs)
  const { sorted } = latency
  if (sorted.length < options.minimumSamples) return undefined
  // 0.07 of 100 is rounded to a little more than 7.
  return sorted[Math.max(0, Math.ceil(sorted.length * options.quantile - 1e-9) - 1)]
}

/** Forgets what is too old or too much. Runs at every reading, so that an idle hour is forgotten. */
function expire(latency: Latency, { samples: most, durationMs }: LatencyOptions, nowMs: number) {
  const { samples, at, sorted } = latency
  let gone = Math.max(0, samples.length - most)
  while ((at[gone] ?? Number.POSITIVE_INFINITY) + durationMs <= nowMs) gone++
  at.splice(0, gone)
  for (const latencyMs of samples.splice(0, gone)) sorted.splice(placeOf(sorted, latencyMs), 1)
}

/** Where `value` stands, or would stand, in a sorted list. */
function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
