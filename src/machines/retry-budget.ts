/** What retries may spend, so that they cannot multiply the load of a backend that fails. */
export type RetryBudgetOptions = Readonly<{
  /** Tokens at the start and at most. A retry costs one, and the success of its call returns it. */
  tokens: number
  /** Tokens that a call's plain success earns: 0 to 1. */
  refillRatio: number
}>

export type RetryBudget = { tokens: number }

/** Ten tenths add up to a little less than one. */
const roundingError = 1e-9

export const fullBudget = (options: RetryBudgetOptions): RetryBudget => ({ tokens: options.tokens })

/** Takes the token of one retry, before its wait. @returns false where there is none: no retry */
export function withdraw(budget: RetryBudget): boolean {
  if (budget.tokens < 1 - roundingError) return false
  budget.tokens = Math.max(0, budget.tokens - 1)
  return true
}

/** Gives the tokens of so many retries back: the last succeeded, or one never reached the wire. */
export function refund(budget: RetryBudget, options: RetryBudgetOptions, retries: number): void {
  budget.tokens = Math.min(options.tokens, budget.tokens + retries)
}

/** Earns a part of a token: a call succeeded at its first attempt. */
export function earn(budget: RetryBudget, options: RetryBudgetOptions): void {
  budget.tokens = Math.min(options.tokens, budget.tokens + options.refillRatio)
}
