'use client'
import { createContext, useContext, useSyncExternalStore, type Context } from 'react'
import { type Health, type HealthMonitor, unknownHealth } from '../health/health-monitor.ts'

/** The monitor of the nearest `<HoldfastProvider>`. Whoever made it starts and stops it. */
export const HealthContext: Context<HealthMonitor | undefined> = createContext<
  HealthMonitor | undefined
>(undefined)

/**
 * The backend's health, from the monitor that `<HoldfastProvider health={…}>` was given. Renders
 * again when the selected part changes, and not otherwise. Unknown on a server, and without one.
 *
 * @param select  must return a primitive or a part of the health, never a new object; default the
 *   whole, which changes with every check
 */
export function useHealth(): Health
export function useHealth<T>(select: (health: Health) => T): T
export function useHealth(select: (health: Health) => unknown = (health) => health): unknown {
  const monitor = useContext(HealthContext)
  return useSyncExternalStore(
    monitor?.subscribe ?? nobody,
    () => select(monitor?.snapshot() ?? unknownHealth),
    () => select(unknownHealth),
  )
}

const nobody = () => () => undefined
