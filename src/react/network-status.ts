import type { HoldfastEvent } from '../events.ts'
import { isUnreached } from '../fetch/outcome.ts'

/**
 * What the user can be told of the way to the backend. `offline`: the browser has no network.
 * `unreachable`: there is one, as far as we know, and the backend does not answer.
 */
export type NetworkStatus = Readonly<{
  status: 'online' | 'offline' | 'unreachable'
  /** When this status began, in ms since the epoch; `undefined` before the first change. */
  since: number | undefined
  /** While unreachable, when asking again makes sense; ms since the epoch. */
  retryAt: number | undefined
  /** The first answer after trouble, until there is new trouble; milliseconds since the epoch. */
  reconnectedAt: number | undefined
}>

/** One gate that has not answered lately. */
type Silence = Readonly<{
  /** Attempts in a row without any answer. */
  attempts: number
  isDown: boolean
  /** True while its circuit is open, which says better than we when to ask again. */
  isCut: boolean
  retryAt: number | undefined
}>

/** Plain data; a gate that answers has no entry. */
export type NetworkState = Readonly<{
  hasNetwork: boolean
  silences: Readonly<Record<string, Silence>>
  /** Until when an answer counts as the end of the last trouble. */
  unprovenUntil: number
  view: NetworkStatus
}>

export type NetworkInput =
  | Readonly<{ type: 'network'; isUp: boolean }>
  /** The backend behind this gate answered, whatever it said. */
  | Readonly<{ type: 'answer'; gate: string }>
  /** An attempt ended without an answer. */
  | Readonly<{ type: 'silence'; gate: string }>
  /** The circuit of a whole gate; the wait where it opened. */
  | Readonly<{ type: 'circuit'; gate: string; openMs: number | undefined }>

/** So many attempts in a row without an answer, and the backend counts as unreachable. */
const mostSilences = 3
/** When to ask again where no circuit says it. */
const askAgainMs = 10_000
/** An answer later than this after the browser found its network is no news. */
const proofMs = 10_000

export const allWell: NetworkState = {
  hasNetwork: true,
  silences: {},
  unprovenUntil: 0,
  view: { status: 'online', since: undefined, retryAt: undefined, reconnectedAt: undefined },
}

/** Takes in what has happened. @returns `state` itself where nothing has changed */
export function networkStep(state: NetworkState, input: NetworkInput, nowMs: number): NetworkState {
  if (input.type === 'network') {
    if (input.isUp === state.hasNetwork) return state
    return seen({ ...state, hasNetwork: input.isUp }, false, nowMs)
  }
  const { gate } = input
  const { [gate]: before, ...others } = state.silences
  if (input.type === 'answer') {
    if (!before && nowMs >= state.unprovenUntil) return state
    return seen({ ...state, silences: others }, true, nowMs)
  }
  const was = before ?? fresh
  const attempts = was.attempts + 1
  const silence =
    input.type === 'circuit'
      ? cut(was, input.openMs, nowMs)
      : {
          ...was,
          attempts,
          isDown: was.isDown || attempts >= mostSilences,
          retryAt: was.isCut ? was.retryAt : nowMs + askAgainMs,
        }
  return seen({ ...state, silences: { ...others, [gate]: silence } }, false, nowMs)
}

/** What an event says of the network, if anything. */
export function networkInput(event: HoldfastEvent): NetworkInput | undefined {
  const { gate } = event
  if (event.type === 'circuit-changed' && event.endpoint === undefined) {
    const openMs = event.to === 'open' ? (event.retryAfterMs ?? 0) : undefined
    return { type: 'circuit', gate, openMs }
  }
  if (event.type !== 'attempt-settled' || event.verdict === 'ignored') return undefined
  if (event.status === undefined) return { type: 'silence', gate }
  // A gateway that speaks for the backend is neither proof nor disproof: the circuit counts those.
  return isUnreached(event.status) ? undefined : { type: 'answer', gate }
}

const fresh: Silence = { attempts: 0, isDown: false, isCut: false, retryAt: undefined }

/** Half-open and closed circuits prove nothing; the answer that closes them does. */
const cut = (before: Silence, openMs: number | undefined, nowMs: number): Silence =>
  openMs === undefined
    ? { ...before, isCut: false }
    : { ...before, isDown: true, isCut: true, retryAt: nowMs + openMs }

/** Draws the view anew; keeps the old one where it says the same. */
function seen(state: NetworkState, isAnswer: boolean, nowMs: number): NetworkState {
  const before = state.view
  const down = Object.values(state.silences).filter(({ isDown }) => isDown)
  const status = !state.hasNetwork ? 'offline' : down.length > 0 ? 'unreachable' : 'online'
  const since = status === before.status ? before.since : nowMs
  const isWell = status === 'online'
  const wasWell = before.status === 'online'
  const isProof = isWell && isAnswer && (!wasWell || nowMs < state.unprovenUntil)
  const provenBy = wasWell ? state.unprovenUntil : nowMs + proofMs
  const unprovenUntil = isProof || !isWell ? 0 : provenBy
  const times = down.map(({ retryAt = nowMs }) => retryAt)
  const retryAt = status === 'unreachable' ? Math.min(...times) : undefined
  const reconnectedAt = isProof ? nowMs : isWell ? before.reconnectedAt : undefined
  return withView({ ...state, unprovenUntil }, { status, since, retryAt, reconnectedAt })
}

const withView = (state: NetworkState, view: NetworkStatus): NetworkState =>
  isSame(state.view, view) ? state : { ...state, view }

const isSame = (one: NetworkStatus, other: NetworkStatus): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
