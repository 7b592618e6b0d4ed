import { earn, fullBudget, refund, type RetryBudget, withdraw } from '../machines/retry-budget.ts'
import type { BudgetStats } from './engine.ts'
import type { RetrySettings } from './settings.ts'

/** What the retries and hedges of one gate may spend together; without rules there is no bound. */
export class Budget {
  readonly #rules: Exclude<RetrySettings['budget'], false> | undefined
  readonly #tokens: RetryBudget

  constructor(retry: RetrySettings | false) {
    this.#rules = (retry && retry.budget) || undefined
    this.#tokens = fullBudget(this.#rules ?? { tokens: 0, refillRatio: 0 })
  }

  /** Pays for a retry or a hedge, before it waits. @returns false where there is no token: none goes */
  spend(): boolean {
    return !this.#rules || withdraw(this.#tokens)
  }

  /** One never reached the wire, or the last of so many retries of a call succeeded. */
  giveBack(retries = 1): void {
    if (this.#rules) refund(this.#tokens, this.#rules, retries)
  }

  /** A call succeeded at once. */
  earn(): void {
    if (this.#rules) earn(this.#tokens, this.#rules)
  }

  /** True while forgetting it would make a full one of a spent one. */
  get busy(): boolean {
    return this.#rules !== undefined && this.#tokens.tokens < this.#rules.tokens
  }

  stats(gate: string): BudgetStats[] {
    return this.#rules ? [{ gate, tokens: this.#tokens.tokens, max: this.#rules.tokens }] : []
  }
}
