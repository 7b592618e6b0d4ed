import { isTransientStatus } from '../../src/fetch/outcome.ts'
import type { WireRequest } from './hostile-wire.ts'
import { entry, type Rule, tolerance, type Watch } from './rules.ts'

/** No call has more attempts than its retries allow, nor one before the server said. */
export class AttemptsRule implements Rule {
  readonly #departures = new Map<number, number>()
  readonly #last = new Map<string, { request: WireRequest; closedAt: number }>()
  readonly #attempts = new Map<WireRequest, string>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  departed(request: WireRequest): void {
    const { complain, calls, time, settings } = this.#watch
    const starting = this.#watch.starting.get(request.call.number)
    if (!starting) return
    const { call, attempt } = starting
    const { mostAttempts } = request.call
    if (attempt > mostAttempts) complain('attempts', `request ${request.id} is attempt ${attempt}`)
    const count = (this.#departures.get(call) ?? 0) + 1
    this.#departures.set(call, count)
    const callers = calls.filter(({ number }) => number === call).length
    if (count > mostAttempts * Math.max(1, callers)) {
      complain('attempts', `call ${call} of ${callers} has sent ${count} requests`)
    }
    const before = this.#last.get(`${call} ${attempt - 1}`)
    const waitMs = Math.min(3_600_000, (before?.request.retryAfter ?? 0) * 1000)
    // With a hedge, or for those who could not share, the attempt before is one of several.
    const isClear = !settings.hedge && callers === 1
    if (
      before &&
      !before.request.aborted &&
      isClear &&
      time.nowMs < before.closedAt + waitMs - tolerance
    ) {
      complain('retry-after', `request ${request.id} comes before the server said`)
    }
    this.#attempts.set(request, `${call} ${attempt}`)
  }

  closed(request: WireRequest): void {
    const name = this.#attempts.get(request)
    if (name !== undefined) this.#last.set(name, { request, closedAt: this.#watch.time.nowMs })
  }
}

type Account = { spent: number; earned: number }

/** Retries of calls that did not succeed never exceed the budget and what plain successes have earned. */
export class BudgetRule implements Rule {
  readonly #accounts = new Map<string, Account>()
  /** How many retries its call had sent with each of them. */
  readonly #retries = new Map<WireRequest, number>()
  readonly #watch: Watch

  constructor(watch: Watch) {
    this.#watch = watch
  }

  departed(request: WireRequest): void {
    const { settings, complain } = this.#watch
    const starting = this.#watch.starting.get(request.call.number)
    if (!starting || starting.attempt === 1 || !settings.retry || !settings.retry.budget) return
    const account = this.#of(request)
    account.spent += 1
    this.#retries.set(request, starting.attempt - 1)
    const { tokens, refillRatio } = settings.retry.budget
    const may = tokens + account.earned * refillRatio
    if (account.spent > may + tolerance) {
      complain('budget', `request ${request.id}: ${account.spent} retries in vain, ${may} allowed`)
    }
  }

  closed(request: WireRequest): void {
    if (request.aborted || !this.#succeeded(request)) return
    const account = this.#of(request)
    const retries = this.#retries.get(request)
    if (retries === undefined) account.earned += 1
    else account.spent -= retries
  }

  #of({ call }: WireRequest): Account {
    return entry(this.#accounts, call.gate, () => ({ spent: 0, earned: 0 }))
  }

  #succeeded({ status }: WireRequest): boolean {
    const { retry } = this.#watch.settings
    if (status === undefined || status === 429 || status >= 500) return false
    const statuses = retry ? retry.statuses : undefined
    return !(statuses ? statuses.includes(status) : isTransientStatus(status))
  }
}
