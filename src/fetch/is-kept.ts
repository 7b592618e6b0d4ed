import type { Gate } from './gate.ts'

/** What nobody has asked for this long, and what holds up nobody, tells nothing any more. */
export const keptMs = 600_000

/**
 * True where forgetting a gate would let through more than is allowed, or take something from a
 * request under way. What it knows besides, its failures included, is kept as long as it is young.
 */
export function isKept(
  { engine, errands, pause, rates, circuits, budget, news, askedAt }: Gate,
  nowMs: number,
): boolean | undefined {
  const isYoung = nowMs < askedAt + keptMs
  return (
    errands > 0 ||
    pause.until > nowMs ||
    rates?.busy(nowMs) ||
    circuits?.matter(isYoung, nowMs) ||
    // A line that starts slowly, a limit that has adapted: neither begins anew while it matters.
    (isYoung && (budget.busy || news > 0 || !!engine.settings.adaptive))
  )
}
