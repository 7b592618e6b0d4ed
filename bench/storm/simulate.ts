import { seededRandom } from '../../src/testing/seeded-random.ts'
import { Backend } from './backend.ts'
import type { Contender, Tab } from './contenders/contender.ts'
import { type Figures, measure } from './measure.ts'
import { durationMs, type Scenario, tabs } from './scenarios.ts'
import { between, type User, usersOf } from './users.ts'
import { installVirtualGlobals } from './virtual-globals.ts'
import { cancel, VirtualTime } from './virtual-time.ts'

/** After the last user has come: time for everybody's patience and every timeout to end. */
const drainMs = 120_000
/** A call that has not settled so long after its user left is counted as hanging. */
const hangingMs = 1000

export type Size = Readonly<{
  /** Users who come before or after are left out: a smaller run for a test. */
  fromMs: number
  untilMs: number
}>

/**
 * Plays one scenario to a fleet of one contender's tabs. The same seed gives the same figures.
 *
 * @param signal  ends the run before its time; the platform is then as it was
 */
export async function simulate(
  scenario: Scenario,
  contender: Contender,
  seed: number,
  { fromMs, untilMs }: Size = { fromMs: 0, untilMs: durationMs },
  signal?: AbortSignal,
): Promise<Figures> {
  const time = new VirtualTime()
  const users = between(usersOf(scenario, seededRandom(seed)), fromMs, untilMs)
  const byUrl = new Map(users.map((user) => [user.url, user]))
  const isWanted = (url: string) => byUrl.get(url)?.end === undefined
  const backend = new Backend(time, seededRandom(seed + 1), scenario.conditions, isWanted)
  const restore = installVirtualGlobals(time, seededRandom(seed + 2))
  try {
    const fleet = Array.from({ length: tabs }, () => contender.open(backend.fetch))
    for (const { atMs, happen } of scenario.events) time.at(atMs, () => happen(backend))
    for (const user of users) time.at(user.atMs, () => visit(user, fleet[user.tab] as Tab, time))
    await time.run(untilMs + drainMs, signal)
    for (const tab of fleet) tab.close?.()
    await time.run(untilMs + 2 * drainMs, signal)
  } finally {
    restore()
  }
  return measure(scenario, users, backend, untilMs)
}

function visit(user: User, tab: Tab, time: VirtualTime): void {
  const controller = new AbortController()
  let isSettled = false
  const end = (how: 'served' | 'failed' | 'left') => {
    if (user.end !== undefined) return
    user.end = how
    user.endedAtMs = time.nowMs
    cancel(patience)
  }
  const patience = time.after(user.patienceMs, () => {
    end('left')
    controller.abort(new DOMException('The user left', 'AbortError'))
    time.after(hangingMs, () => (user.isHanging = !isSettled))
  })
  tab.get(user.url, controller.signal).then(
    () => {
      isSettled = true
      end('served')
    },
    () => {
      isSettled = true
      end('failed')
    },
  )
}
