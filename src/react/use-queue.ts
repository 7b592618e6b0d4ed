'use client'
import type { Client } from '../client/create-client.ts'
import { onceEachTurn, storePerClient, useClientStore } from './client-store.ts'

/** All lines of a client taken together. */
export type Queue = Readonly<{
  /** Calls that stand in line, for whatever reason. */
  waiting: number
  /** Requests on the wire. */
  inFlight: number
  /** Milliseconds since the epoch until which a server asked for a pause; `undefined` unless paused. */
  pausedUntil: number | undefined
}>

const idle: Queue = { waiting: 0, inFlight: 0, pausedUntil: undefined }

/**
 * The client's lines, as of the last event of it: nothing polls. Renders again when the selected
 * part changes, and not otherwise. On a server all is idle.
 *
 * @param select  best a primitive; default the whole, which changes with nearly every request
 */
export function useQueue(): Queue
export function useQueue<T>(select: (queue: Queue) => T): T
export function useQueue(select: (queue: Queue) => unknown = (queue) => queue): unknown {
  return useClientStore(queueOf, select, idle)
}

const queueOf = storePerClient<Queue>({
  read: (client, clock, before) => read(client, clock.wall(), before),
  watch: (client, clock, step) =>
    onceEachTurn(client, () => step((before) => read(client, clock.wall(), before))),
})

function read(client: Client, nowMs: number, before: Queue = idle): Queue {
  let [waiting, inFlight, pausedMs] = [0, 0, 0]
  for (const line of client.stats().queue) {
    waiting += line.waiting
    inFlight += line.inFlight
    pausedMs = Math.max(pausedMs, line.pausedMs)
  }
  const until = pausedMs > 0 ? nowMs + pausedMs : undefined
  // What is left of a pause shrinks all the time; what counts is the instant of its end.
  const isSameEnd = Math.abs((until ?? 0) - (before.pausedUntil ?? 0)) < 1_000
  const pausedUntil = isSameEnd ? before.pausedUntil : until
  const isSame =
    waiting === before.waiting && inFlight === before.inFlight && pausedUntil === before.pausedUntil
  return isSame ? before : { waiting, inFlight, pausedUntil }
}
