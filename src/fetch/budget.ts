import {
  earn,
  fullBudget,
  refund,
  type RetryBudget,
  type RetryBudgetOptions,
  withdraw,
} from '../machines/retry-budget.ts'
import type { BudgetStats } from './engine.ts'
import type { RetrySettings } from './settings.ts'

const unbounded: RetryBudgetOptions = { tokens: Number.POSITIVE_INFINITY, refillRatio: 0 }

/** What the retries and hedges of one gate may spend together; without rules there is no bound. */
export class Budget {
  readonly #rules: RetryBudgetOptions
  readonly #tokens: RetryBudget

  constructor(retry: RetrySettings | false) {
    this.#rules = (retry && retry.budget) || unbounded
    this.#tokens = fullBudget(this.#rules)
  }

  /** Pays for a retry or a hedge, before it waits. @returns false where there is no token: none goes */
  spend(): boolean {
    return withdraw(this.#tokens)
  }

  /** One never reached the wire, or the last of so many retries of a call succeeded. */
  giveBack(retries = 1): void {
    refund(this.#tokens, this.#rules, retries)
  }

  /** A call succeeded at once. */
  earn(): void {
    earn(this.#tokens, this.#rules)
  }

  /** True while forgetting it would make a full one of a spent one. */
  get busy(): boolean {
    return this.#tokens.tokens < this.#rules.tokens
  }

  stats(gate: string): BudgetStats[] {
    const max = this.#rules.tokens
    return max < Number.POSITIVE_INFINITY ? [{ gate, ...this.#tokens, max }] : []
  }
}
