'use client'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useContext, useEffect, useState } from 'react'
import { safely } from '../user-code.ts'
import { useClient, useClock } from './holdfast-provider.tsx'
import { type NetworkBanner, NetworkStatusBanner } from './network-status-banner.tsx'
import { type Look, look } from './look.ts'
import { useNetworkNotice } from './use-network-notice.ts'
import { hasUnanswered, pauseOffline, startRecovery } from './recovery.ts'
import { HealthContext } from './use-health.ts'
import { networkOf, useNetworkStatus } from './use-network-status.ts'
import { type NetworkTexts, useWords } from './words.ts'

export type NetworkStatusMonitorProps = Readonly<{
  /** Replaces some of the words, those of the provider too. */
  text?: Partial<NetworkTexts>
  /** Replaces the look; the place stays. */
  className?: string
  /** Replaces the markup: give it a `role="status"` that is always there. */
  children?: (banner: NetworkBanner) => ReactNode
}>

/**
 * Tells the user that there is no network, that the service does not answer, and that both are well
 * again (for 4 s). Drives TanStack Query accordingly: it is paused while offline, and what failed
 * is asked again when the service may answer, and when it does. A dead backend pauses nothing. Where
 * the provider has a `health` monitor whose check goes by the same client, that asks too. Mount it
 * once; when it goes, `onlineManager` is on again.
 *
 * It floats above the page at the bottom, moves nothing and takes no clicks. A status is told
 * politely and after 600 ms; the countdown is seen, not told. Custom properties style it:
 * `--holdfast-banner-background`, `-color`, `-border`, `-accent`, `-radius`, `-font`, `-inset` and
 * `-layer`; the defaults are the system's colours for the page's own `color-scheme`.
 */
export function NetworkStatusMonitor({
  text,
  className,
  children,
}: NetworkStatusMonitorProps): ReactNode {
  useRecovery()
  const notice = useNetworkNotice()
  const words = useWords(text)
  const isTrouble = notice === 'unreachable'
  const countdown = isTrouble ? <Countdown text={words.tryingAgain} /> : undefined
  const banner: NetworkBanner = { notice, text: notice ? words[notice] : '', countdown }
  if (children) return children(banner)
  return (
    <div role="status" hidden ref={look(place)}>
      <NetworkStatusBanner {...banner} className={className} />
    </div>
  )
}

function useRecovery(): void {
  const [client, queryClient, clock] = [useClient(), useQueryClient(), useClock()]
  const health = useContext(HealthContext)
  useEffect(() => {
    const network = networkOf(client, clock)
    const recovery = startRecovery({ client, queryClient, clock, network, health })
    const stops = [recovery, pauseOffline(client, network)]
    return () => stops.forEach((stop) => stop())
  }, [client, queryClient, clock, health])
}

/** Renders itself once a second and nobody else. */
function Countdown({ text }: { text: NetworkTexts['tryingAgain'] }): ReactNode {
  const clock = useClock()
  const [client, queryClient] = [useClient(), useQueryClient()]
  const retryAt = useNetworkStatus((network) => network.retryAt)
  const [, tick] = useState(0)
  const leftMs = retryAt === undefined ? 0 : Math.max(0, retryAt - clock.wall())
  useEffect(() => {
    const timer = clock.setTimer(() => tick((ticks) => ticks + 1), leftMs % 1_000 || 1_000)
    return () => clock.clearTimer(timer)
  })
  if (!hasUnanswered(queryClient, client)) return undefined
  // Above every boundary, words that throw would take the page with them.
  return safely(() => text(Math.ceil(leftMs / 1_000))) ?? undefined
}

const place: Look = {
  position: 'fixed',
  inset: 'var(--holdfast-banner-inset, auto 1rem 1rem)',
  zIndex: 'var(--holdfast-banner-layer, 2147483000)',
  display: 'flex',
  justifyContent: 'center',
  pointerEvents: 'none',
}
