/** What came of a request, as the chart tells it; bottom of the stack first. */
export const OUTCOMES = ['success', 'failed', 'throttled', 'refused'] as const

export type Outcome = (typeof OUTCOMES)[number]

export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  success: 'Success',
  failed: 'Failed',
  throttled: 'Throttled',
  refused: 'Refused locally',
}

export const OUTCOME_HINTS: Readonly<Record<Outcome, string>> = {
  success: 'The backend answered.',
  failed: 'No answer, too late, or a 5xx.',
  throttled: 'The backend said 429.',
  refused: 'Never sent: circuit, rate limit or line said no.',
}

export type Counts = Record<Outcome, number>

export const noCounts = (): Counts => ({ success: 0, failed: 0, throttled: 0, refused: 0 })
