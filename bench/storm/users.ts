import { durationMs, endpoints, normalPerSecond, type Scenario, tabs } from './scenarios.ts'

/** Someone who wants one answer, and waits for it only so long. */
export type User = {
  readonly atMs: number
  readonly tab: number
  readonly endpoint: string
  /** Names the user in the URL too, so that no two requests can be shared. */
  readonly url: string
  readonly patienceMs: number
  /** When the answer was there, or it was sure that there will be none, or the user left. */
  endedAtMs: number | undefined
  end: 'served' | 'failed' | 'left' | undefined
  /** True where the call had not settled a second after its user had left. */
  isHanging: boolean
}

const shortestPatienceMs = 10_000
const meanExtraPatienceMs = 15_000

/** Everybody who will come, in order of arrival: the same for all contenders. */
export function usersOf(scenario: Scenario, random: () => number): User[] {
  const users: User[] = []
  const exponential = () => -Math.log(1 - random())
  const add = (atMs: number, tab: number) => {
    const endpoint = endpoints[Math.floor(random() * endpoints.length)] ?? endpoints[0]
    const patienceMs = shortestPatienceMs + meanExtraPatienceMs * exponential()
    const url = `https://api.test/${endpoint}/${users.length + 1}`
    const open = { endedAtMs: undefined, end: undefined, isHanging: false }
    users.push({ atMs, tab, endpoint, url, patienceMs, ...open })
  }
  const most = Math.max(...seconds.map((second) => scenario.load(second * 1000)))
  const meanGapMs = 1000 / (normalPerSecond * most)
  for (let atMs = 0; atMs < durationMs; atMs += meanGapMs * exponential()) {
    if (random() * most < scenario.load(atMs)) add(atMs, Math.floor(random() * tabs))
  }
  const { wake } = scenario
  if (!wake) return users
  for (let tab = 0; tab < tabs; tab++) {
    const atMs = wake.atMs + random() * 1000
    for (let count = 0; count < wake.requests; count++) add(atMs, tab)
  }
  return users.sort((one, other) => one.atMs - other.atMs)
}

const seconds = Array.from({ length: durationMs / 1000 }, (_, second) => second)

/** Those who come from the one instant on and before the other. */
export const between = (users: readonly User[], fromMs: number, toMs: number): User[] =>
  users.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
