'use client'
import { createContext, useContext, useSyncExternalStore, type Context } from 'react'
import { type Health, type HealthMonitor, unknownHealth } from '../health/health-monitor.ts'
import { lastOf } from './last-of.ts'

/** The monitor of the nearest `<HoldfastProvider>`. Whoever made it starts and stops it. */
export const HealthContext: Context<HealthMonitor | undefined> = createContext<
  HealthMonitor | undefined
>(undefined)

/**
 * The backend's health, from the monitor that `<HoldfastProvider health={…}>` was given, and from no
 * other. Renders again when the selected part changes, and not otherwise. `unknown` where the
 * provider has none, before the first check, on a server and during hydration.
 *
 * @param select  best a primitive or a part of the health, because a new object each time renders
 *   with every check; default the whole, which changes with every check too
 */
export function useHealth(): Health
export function useHealth<T>(select: (health: Health) => T): T
export function useHealth(select: (health: Health) => unknown = (health) => health): unknown {
  const monitor = useContext(HealthContext)
  const part = lastOf(select)
  return useSyncExternalStore(
    monitor?.subscribe ?? nobody,
    () => part(monitor?.snapshot() ?? unknownHealth),
    () => part(unknownHealth),
  )
}

const nobody = () => () => undefined
