'use client'
import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorInfo, type ReactNode, useContext, useState } from 'react'
import { ErrorBoundary as Boundary, ErrorBoundaryContext } from 'react-error-boundary'
import type { ErrorView } from './error-fallback.tsx'
import { atOnce, safely } from '../user-code.ts'
import { errorIdOf } from './error-id.ts'
import { type SupportUrl, useErrorSettings } from './error-settings.ts'
import { type Fallback, FallbackGuard } from './fallback-guard.tsx'
import { FocusReturn } from './focus-return.tsx'
import { useAnyClock } from './holdfast-provider.tsx'
import { addCrash, areRepeated, type Crashes } from './repeated-errors.ts'
import { heed, tellReporter } from './tell-error.ts'
import { isNewsToBoundary, isNewsToUser } from './told-once.ts'

/** What a report can say of an error besides the error itself. */
export type ErrorContext = Readonly<{
  /** The name of the boundary that caught it. */
  name: string
  /** Where in the tree it was thrown, as React tells it. */
  componentStack: string | undefined
  /** What the user was asked to quote. */
  errorId: string
}>

export type ErrorBoundaryProps = Readonly<{
  /** Names this part of the page in reports and in developer details. */
  name: string
  /** Shown in place of the children. Default `ErrorFallback`, also where this one throws and no boundary is around. */
  fallback?: Fallback
  /** When one of these changes while the fallback is shown, the children are tried again. */
  resetKeys?: readonly unknown[]
  /** Where help is found. Default: the provider's. */
  supportUrl?: SupportUrl
  /**
   * Called once for an error, even where several boundaries see the same one, besides the
   * provider's `reporter`. What it throws goes there and to the console, and disturbs nobody.
   */
  onError?: (error: unknown, context: ErrorContext) => void
  /** The children are about to be tried again, whatever it throws. */
  onReset?: () => void
  children?: ReactNode
}>

/**
 * Catches what is thrown while rendering below it, a query's error included where the query has
 * `throwOnError` or is suspended, and keeps the rest of the page alive. Errors of event handlers
 * and of code after the rendering are not caught: hand those to `useErrorBoundary().showBoundary`.
 *
 * Try again resets the queries inside that failed, then renders the children anew, and keeps the
 * focus near. The third error within a minute is called a repeated one, and Try again is offered
 * no more, until a reset key changes. An error is reported once to the provider's `reporter`, and
 * is not shown a second time by `notify`.
 */
export function ErrorBoundary(props: ErrorBoundaryProps): ReactNode {
  const { name, fallback, resetKeys, onReset, children } = props
  const settings = useErrorSettings()
  const clock = useAnyClock()
  const [crashes, setCrashes] = useState<Crashes>([])
  const [tries, setTries] = useState(0)
  const tell = useTelling(props)
  const isInner = useContext(ErrorBoundaryContext) !== null

  const show = (error: unknown, tryAgain: () => void) => {
    const errorId = errorIdOf(error)
    const view: ErrorView = {
      ...{ error, name, errorId, tryAgain },
      isRepeated: areRepeated(crashes),
      isRetry: tries > 0,
      supportUrl: urlFor(errorId, props.supportUrl ?? settings.supportUrl),
    }
    return <FallbackGuard view={view} fallback={fallback} isInner={isInner} onError={tell} />
  }
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Boundary
          {...(resetKeys && { resetKeys: [...resetKeys] })}
          onError={(error, info) => {
            const nowMs = clock.monotonic()
            setCrashes((before) => addCrash(before, nowMs))
            tell(error, info)
          }}
          onReset={({ reason }) => {
            if (reason === 'keys') setCrashes([])
            setTries((before) => (reason === 'keys' ? 0 : before + 1))
            reset()
            if (onReset) heed(settings, onReset, { source: 'boundary', boundary: name })
          }}
          fallbackRender={({ error, resetErrorBoundary }) =>
            show(error, () => resetErrorBoundary())
          }
        >
          {tries > 0 && <FocusReturn key={tries} />}
          {children}
        </Boundary>
      )}
    </QueryErrorResetBoundary>
  )
}

/** Reports an error, and remembers that the user sees it here. */
function useTelling({ name, onError }: ErrorBoundaryProps) {
  const settings = useErrorSettings()
  return (error: unknown, info: ErrorInfo) => {
    const componentStack = info.componentStack ?? undefined
    const errorId = errorIdOf(error)
    isNewsToUser(error)
    const facts = { source: 'boundary', boundary: name, componentStack, errorId } as const
    tellReporter(settings, error, facts)
    if (onError && isNewsToBoundary(error)) {
      heed(settings, () => onError(error, { name, componentStack, errorId }), facts)
    }
  }
}

const urlFor = (errorId: string, url: SupportUrl | undefined): string | undefined =>
  typeof url === 'function' ? (safely(() => atOnce('supportUrl', url(errorId))) ?? undefined) : url
