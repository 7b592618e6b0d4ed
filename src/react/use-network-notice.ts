'use client'
import { useEffect, useRef, useState } from 'react'
import { useClock } from './holdfast-provider.tsx'
import { useNetworkStatus } from './use-network-status.ts'

/** What is worth a notice just now; `back` for a few seconds after trouble that was shown. */
export type NetworkNotice = 'offline' | 'unreachable' | 'back' | undefined

/** A status must hold this long to be shown, so that a flapping network does not flicker. */
const settleMs = 600
const backMs = 4_000

/** The network's status, calmed down for people. `back` comes once for each trouble, if proven. */
export function useNetworkNotice(): NetworkNotice {
  const clock = useClock()
  const { status, reconnectedAt } = useNetworkStatus()
  const [notice, setNotice] = useState<NetworkNotice>()
  const owesEnd = useRef(false)
  useEffect(() => {
    const timer = clock.setTimer(() => {
      if (status !== 'online') {
        owesEnd.current = true
        setNotice(status)
      } else if (owesEnd.current && reconnectedAt !== undefined) {
        owesEnd.current = false
        setNotice('back')
      } else {
        setNotice((shown) => (shown === 'back' ? shown : undefined))
      }
    }, settleMs)
    return () => clock.clearTimer(timer)
  }, [clock, status, reconnectedAt])
  useEffect(() => {
    if (notice !== 'back') return undefined
    const timer = clock.setTimer(() => setNotice(undefined), backMs)
    return () => clock.clearTimer(timer)
  }, [clock, notice])
  return notice
}
