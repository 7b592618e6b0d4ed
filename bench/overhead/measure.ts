import { type Contender, contenders } from './contenders.ts'
import type { Place } from './place.ts'
import type { Way } from './stage.ts'

/** What one request costs, in microseconds. */
export type Cost = Readonly<{ wallMicros: number; processorMicros: number }>

const callsEachRound = 3000
const rounds = Number(process.env['ROUNDS'] ?? 20)
const warmUps = 3
export const heldCalls = 10_000

/**
 * All contenders take turns in one run, in an order that moves on with each round, so that a machine
 * that gets busier, or a heap that is swept, hits all of them alike.
 */
export async function measureTime(place: Place, way: Way): Promise<Map<string, Cost>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]))
  for (let round = -warmUps; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const { name } = contenders[(turn + round + warmUps) % contenders.length] as Contender
      const before = await place.processorMs()
      const wallMs = await place.run(name, way, callsEachRound)
      const processorMs = (await place.processorMs()) - before
      if (round >= 0) samples.get(name)?.push({ wallMs, processorMs })
    }
  }
  return new Map([...samples].map(([name, all]) => [name, costOf(all)]))
}

type Sample = Readonly<{ wallMs: number; processorMs: number }>

const costOf = (samples: readonly Sample[]): Cost => ({
  wallMicros: micros(samples.map(({ wallMs }) => wallMs)),
  processorMicros: micros(samples.map(({ processorMs }) => processorMs)),
})

/** The mean of the middle half: Chromium counts processor time in steps that a median would show. */
function micros(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const quarter = Math.floor(sorted.length / 4)
  const middle = sorted.slice(quarter, sorted.length - quarter)
  const meanMs = middle.reduce((sum, value) => sum + value, 0) / middle.length
  return (meanMs * 1000) / callsEachRound
}

/** Bytes of one open call; `waiting` is `undefined` for those who have no line. */
export type Held = Readonly<{ inFlight: number; waiting: number | undefined }>

/** What the stub itself holds of a request is taken off. */
export async function measureHeap(place: Place): Promise<Map<string, Held>> {
  const held = new Map<string, Held>()
  let stub = 0
  for (const { name, hasLine } of contenders) {
    const inFlight = (await place.heldBytes(name, heldCalls, false)) / heldCalls
    if (held.size === 0) stub = inFlight
    const waiting = hasLine ? (await place.heldBytes(name, heldCalls, true)) / heldCalls : undefined
    held.set(name, { inFlight: inFlight - (held.size === 0 ? 0 : stub), waiting })
  }
  return held
}
