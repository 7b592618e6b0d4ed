import { isBelow, isChaosPath } from './chaos-rule.ts'
import type { ChaosRule } from './chaos-rule.ts'
import type { RateWindow } from './rate-window.ts'

/** A rule at work. */
export type ActiveRule = {
  readonly rule: ChaosRule
  /** Lets go of each request that is delayed or stalled under this rule. */
  readonly held: Set<() => void>
  /** True once the rule is gone: what began under it is held no more. */
  cleared: boolean
  /** The rule's count of requests; `undefined` before the first. */
  window: RateWindow | undefined
}

/** The rules that break the backend, one for each prefix. They live in memory: a restart mends. */
export type ChaosDesk = Readonly<{
  rules: () => ChaosRule[]
  /** Sets the rule for its prefix and lets go of what the one before held. True where there was none. */
  put: (rule: ChaosRule) => boolean
  /** Takes the rule of a prefix away, or all, and lets go of what they held. */
  clear: (prefix?: string) => void
  /** The rule with the longest prefix above the path; never one for the chaos desk itself. */
  match: (path: string) => ActiveRule | undefined
  /** How many requests are delayed or stalled now. */
  held: () => number
}>

/** Makes a desk without rules. */
export function createChaosDesk(): ChaosDesk {
  const active = new Map<string, ActiveRule>()

  const remove = (prefix: string): boolean => {
    const removed = active.get(prefix)
    if (!removed) return false
    active.delete(prefix)
    removed.cleared = true
    for (const release of removed.held) release()
    return true
  }

  return {
    rules: () => [...active.values()].map(({ rule }) => rule),
    put(rule) {
      const existed = remove(rule.prefix)
      active.set(rule.prefix, { rule, held: new Set(), cleared: false, window: undefined })
      return !existed
    },
    clear(prefix) {
      for (const each of prefix === undefined ? [...active.keys()] : [prefix]) remove(each)
    },
    match(path) {
      if (isChaosPath(path)) return undefined
      return [...active.values()]
        .filter(({ rule }) => isBelow(path, rule.prefix))
        .reduce<ActiveRule | undefined>(longerPrefix, undefined)
    },
    held: () => [...active.values()].reduce((sum, { held }) => sum + held.size, 0),
  }
}

function longerPrefix(best: ActiveRule | undefined, next: ActiveRule): ActiveRule {
  return best && best.rule.prefix.length >= next.rule.prefix.length ? best : next
}
