'use client'
import type { Client } from '../client/create-client.ts'
import type { Clock } from '../clock.ts'
import type { CircuitPhase } from '../events.ts'
import { storePerClient, useClientStore } from './client-store.ts'

/** One circuit as a page may show it. */
export type Circuit = Readonly<{
  state: CircuitPhase
  /** The gate, by default an origin; `undefined` where nothing is open or half-open anywhere. */
  gate: string | undefined
  /** Method and route, or `undefined` for the circuit of the whole gate. */
  endpoint: string | undefined
  /** Milliseconds to the next probe, from when it was first seen open; 0 unless open. */
  retryAfterMs: number
  /** That instant, in milliseconds since the epoch, for a countdown; `undefined` unless open. */
  retryAt: number | undefined
}>

type Circuits = Readonly<{ worst: Circuit; all: readonly Circuit[] }>

const closed: Circuit = {
  state: 'closed',
  gate: undefined,
  endpoint: undefined,
  retryAfterMs: 0,
  retryAt: undefined,
}
const none: Circuits = { worst: closed, all: [] }

/**
 * The client's circuits. Renders again when the selected part changes, and not otherwise.
 *
 * The worst is an open one before one half-open before one closed; among those, one of a whole gate
 * before one of an endpoint, then the one with the longest wait. On a server all is closed. That of
 * an endpoint stays as it is until that endpoint is called: the gate may be well meanwhile, and the
 * next call is the probe.
 *
 * @param select  of the worst circuit, or of all of them; best a primitive or one of the circuits,
 *   because a new object each time renders with every change of any circuit. Default: the worst.
 */
export function useCircuit(): Circuit
export function useCircuit<T>(select: (worst: Circuit, all: readonly Circuit[]) => T): T
export function useCircuit(
  select: (worst: Circuit, all: readonly Circuit[]) => unknown = (worst) => worst,
): unknown {
  return useClientStore(circuitsOf, ({ worst, all }) => select(worst, all), none)
}

const circuitsOf = storePerClient<Circuits>({
  read,
  watch: (client, clock, step) =>
    client.on(({ type }) => {
      if (type === 'circuit-changed') step((before) => read(client, clock, before))
    }),
})

function read(client: Client, clock: Clock, before: Circuits = none): Circuits {
  const nowMs = clock.wall()
  const all = client.stats().circuits.map(({ gate, endpoint, state, retryAfterMs }) => {
    const retryAt = state === 'open' ? nowMs + retryAfterMs : undefined
    const next = { state, gate, endpoint, retryAfterMs, retryAt }
    return before.all.find((known) => isSame(known, next)) ?? next
  })
  if (all.length === before.all.length && all.every((one, i) => one === before.all[i]))
    return before
  const worst = all.reduce((one, other) => (isWorse(other, one) ? other : one), closed)
  return { worst, all }
}

/** The wait of an open circuit shrinks all the time: what counts is the instant of its end. */
const isSame = (one: Circuit, other: Circuit): boolean =>
  one.gate === other.gate &&
  one.endpoint === other.endpoint &&
  one.state === other.state &&
  Math.abs((one.retryAt ?? 0) - (other.retryAt ?? 0)) < 1_000

const rank = { closed: 0, 'half-open': 1, open: 2 }

function isWorse(one: Circuit, other: Circuit): boolean {
  if (one.state !== other.state) return rank[one.state] > rank[other.state]
  if (one.state === 'closed') return false
  if ((one.endpoint === undefined) !== (other.endpoint === undefined))
    return one.endpoint === undefined
  return one.retryAfterMs > other.retryAfterMs
}
