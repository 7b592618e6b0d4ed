import { useCallback, useEffect, useRef, useState } from 'react'
import { clearRules, onRules, putRule, readRules } from './chaos-api.ts'
import { type ChaosRule, healthy } from './chaos-rule.ts'

export type Chaos = Readonly<{
  /** What the backend said last; `undefined` before it has said anything. */
  rules: readonly ChaosRule[] | undefined
  /** The rule of a prefix as it is on screen: an edit shows before it is sent. */
  ruleFor: (prefix: string) => ChaosRule
  saving: boolean
  failure: string | undefined
  /** Shows the rule, and sends it once the hand rests. */
  edit: (rule: ChaosRule) => void
  /** Sends the rule at once. */
  apply: (rule: ChaosRule) => void
  clear: (prefix?: string) => void
  reload: () => void
}>

const REST_MS = 200

/** The chaos desk of the backend, read again whenever this window is looked at. */
export function useChaos(): Chaos {
  const [rules, setRules] = useState<readonly ChaosRule[]>()
  const [draft, setDraft] = useState<ChaosRule>()
  const [saving, setSaving] = useState(false)
  const [failure, setFailure] = useState<string>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(0)

  const send = useCallback((work: () => Promise<readonly ChaosRule[]>) => {
    const turn = ++latest.current
    const isLatest = () => turn === latest.current
    clearTimeout(timer.current)
    setSaving(true)
    work()
      .then((current) => {
        if (!isLatest()) return
        setRules(current)
        setFailure(undefined)
      })
      .catch((error: unknown) => isLatest() && setFailure(inWords(error)))
      .finally(() => {
        if (!isLatest()) return
        setSaving(false)
        setDraft(undefined)
      })
  }, [])

  const reload = useCallback(() => send(readRules), [send])
  useEffect(() => onRules(setRules), [])
  useEffect(() => {
    reload()
    window.addEventListener('focus', reload)
    return () => {
      window.removeEventListener('focus', reload)
      clearTimeout(timer.current)
      latest.current += 1
    }
  }, [reload])

  return {
    rules,
    ruleFor: (prefix) =>
      (draft?.prefix === prefix ? draft : rules?.find((rule) => rule.prefix === prefix)) ??
      healthy(prefix),
    saving,
    failure,
    edit(rule) {
      setDraft(rule)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => send(() => putRule(rule)), REST_MS)
    },
    apply(rule) {
      setDraft(rule)
      send(() => putRule(rule))
    },
    clear(prefix) {
      setDraft(undefined)
      send(() => clearRules(prefix))
    },
    reload,
  }
}

/** The engine's own words (“Failed to fetch”) help nobody. */
function inWords(error: unknown): string {
  if (error instanceof TypeError) return 'The chaos desk does not answer. Is the backend running?'
  if (error instanceof DOMException) return 'The chaos desk took too long to answer.'
  return error instanceof Error ? error.message : String(error)
}
