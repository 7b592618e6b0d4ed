'use client'
import { useSyncExternalStore } from 'react'
import type { Client } from '../client/create-client.ts'
import type { Clock } from '../clock.ts'
import { useClient, useClock } from './holdfast-provider.tsx'
import { lastOf } from './last-of.ts'

/** Where the value of a store comes from. */
export type Source<T> = Readonly<{
  /** The value as of now; `before` itself where nothing has changed: nobody renders again. */
  read(client: Client, clock: Clock, before: T | undefined): T
  /** Listens, and steps the value when something happens. @returns the function that stops it */
  watch(client: Client, clock: Clock, step: (next: (before: T) => T) => void): () => void
}>

type Store<T> = Readonly<{
  read: () => T
  subscribe: (listener: () => void) => () => void
}>

export type StoreOf<T> = (client: Client, clock: Clock) => Store<T>

/** One store for each client, made when it is asked for; it listens only while somebody watches. */
export function storePerClient<T>(source: Source<T>): StoreOf<T> {
  const stores = new WeakMap<Client, Store<T>>()
  return (client, clock) => {
    let store = stores.get(client)
    if (!store) stores.set(client, (store = makeStore(source, client, clock)))
    return store
  }
}

/**
 * A part of a store's value. Renders again when that part changes, compared by identity.
 *
 * @param server  the value while rendering on a server, and during hydration
 */
export function useClientStore<T, U>(storeOf: StoreOf<T>, select: (value: T) => U, server: T): U {
  const { subscribe, read } = storeOf(useClient(), useClock())
  const part = lastOf(select)
  return useSyncExternalStore(
    subscribe,
    () => part(read()),
    () => part(server),
  )
}

/**
 * Calls back one turn after something happened, once for all that did: an event is told from the
 * middle of the transport, before the numbers are what they will be.
 *
 * @returns the function that stops it
 */
export function onceEachTurn(client: Client, callback: () => void): () => void {
  let isDue = false
  let isOver = false
  const ring = () => {
    isDue = false
    if (!isOver) callback()
  }
  const off = client.on(() => {
    if (!isDue) queueMicrotask(ring)
    isDue = true
  })
  return () => {
    isOver = true
    off()
  }
}

function makeStore<T>(source: Source<T>, client: Client, clock: Clock): Store<T> {
  const listeners = new Set<() => void>()
  let value: T | undefined
  let stop: (() => void) | undefined
  let telling = false

  const fresh = (): T => (value = source.read(client, clock, value))
  const tell = () => {
    telling = false
    for (const listener of listeners) listener()
  }
  const step = (next: (before: T) => T) => {
    const before = value as T
    value = next(before)
    if (value === before || telling) return
    telling = true
    // Events come from the middle of the transport, perhaps of a render: one turn later is safe.
    queueMicrotask(tell)
  }

  return {
    read: () => (stop ? (value as T) : fresh()),
    subscribe(listener) {
      const own = () => listener()
      listeners.add(own)
      if (!stop) {
        fresh()
        stop = source.watch(client, clock, step)
      }
      return () => {
        listeners.delete(own)
        if (listeners.size > 0) return
        stop?.()
        stop = undefined
      }
    },
  }
}
