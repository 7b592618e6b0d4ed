import {
  type Latency,
  latencyAdd,
  type LatencyOptions,
  latencyQuantile,
  noLatency,
} from '../machines/latency.ts'
import { number, read, type Rows, whole } from '../option-checks.ts'

/** Knows, for one gate, when a slow read is worth a second attempt. */
export interface HedgeDelay {
  /** An answer came; milliseconds from departure to headers. */
  add(latencyMs: number, nowMs: number): void
  /** Milliseconds to give the first attempt; `undefined` while too little is known. */
  delayMs(nowMs: number): number | undefined
}

export type HedgeOptions = Readonly<{
  /** A fixed delay in milliseconds. Default: none, the delay follows what is observed. */
  delayMs?: number
  /** The second attempt goes when the first is slower than this share of recent answers. Default 0.95. */
  quantile?: number
  /** The newest so many answers of a gate count. 1 to 10 000, default 100. */
  samples?: number
  /** With fewer answers nothing is hedged. 1 to `samples`, default 20. */
  minimumSamples?: number
  /** Older answers do not count. Default 300 000 ms. */
  durationMs?: number
}>

const rows: Rows = {
  delayMs: [undefined, number, 1, 1e12],
  quantile: [0.95, number, 0.01, 1],
  samples: [100, whole, 1, 10_000],
  minimumSamples: [20, whole, 1, 10_000],
  durationMs: [300_000, number, 1, 1e12],
}

/**
 * Hedged reads, for `createFetch({ hedge: hedge() })`: a GET or HEAD without an answer after the
 * usual time gets a second attempt, if the gate is free and the retry budget pays for it. The first
 * answer wins, the other attempt is cancelled. It helps against a server's slow tail, not against a
 * dead link. An import of its own, so that only those who hedge load it.
 *
 * @throws ConfigError
 * @see "The Tail at Scale", Dean and Barroso, 2013
 */
export function hedge(options: HedgeOptions = {}): () => HedgeDelay {
  const filled = read<LatencyOptions>('hedge.', options, rows)
  // More than are kept would never come: a default gives way to what was given.
  const samples = options.samples ?? Math.max(filled.samples, filled.minimumSamples)
  const minimumSamples = options.minimumSamples ?? Math.min(filled.minimumSamples, samples)
  number('hedge.minimumSamples', minimumSamples, 1, samples)
  const { delayMs } = options
  const settings = { ...filled, samples, minimumSamples }
  return () => {
    const latency: Latency = noLatency()
    return {
      add: (latencyMs, nowMs) => latencyAdd(latency, settings, latencyMs, nowMs),
      delayMs: (nowMs) => delayMs ?? latencyQuantile(latency, settings, nowMs),
    }
  }
}
