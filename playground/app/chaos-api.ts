import { API } from './api.ts'
import { type ChaosRule, isHealthy } from './chaos-rule.ts'

// Plain fetch: what breaks the backend must not pass through the client under test.

/** The rules at work. */
export async function readRules(): Promise<readonly ChaosRule[]> {
  const response = await ask('GET')
  const { rules } = (await response.json()) as { rules: readonly ChaosRule[] }
  for (const listener of listeners) listener(rules)
  return rules
}

const listeners = new Set<(rules: readonly ChaosRule[]) => void>()

/** Tells what the rules are, whoever asked for them. @returns the function that stops it */
export function onRules(listener: (rules: readonly ChaosRule[]) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Sets the rule of its prefix; one that breaks nothing is taken away. @returns the rules at work */
export async function putRule(rule: ChaosRule): Promise<readonly ChaosRule[]> {
  if (isHealthy(rule)) return clearRules(rule.prefix)
  await ask('PUT', '', rule)
  return readRules()
}

/** Takes away the rule of a prefix, or all. @returns the rules at work */
export async function clearRules(prefix?: string): Promise<readonly ChaosRule[]> {
  await ask('DELETE', prefix === undefined ? '' : `?prefix=${encodeURIComponent(prefix)}`)
  return readRules()
}

/** Mends everything, and gives the backend the projects back that it had at first. */
export async function startAnew(): Promise<void> {
  await ask('POST', '/anew')
}

/** The same backend by another name: what stalls holds every connection that a browser opens to one. */
const desk = new URL(API)
desk.hostname = desk.hostname === 'localhost' ? '127.0.0.1' : 'localhost'

async function ask(method: string, path = '', rule?: ChaosRule): Promise<Response> {
  const response = await fetch(`${desk.origin}/chaos${path}`, {
    method,
    signal: AbortSignal.timeout(5_000),
    ...(rule && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(rule),
    }),
  })
  if (response.ok) return response
  const problem = (await response.json().catch(() => ({}))) as { detail?: string }
  throw new Error(problem.detail ?? `The chaos desk answered ${response.status}.`)
}
