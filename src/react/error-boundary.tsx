'use client'
import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorInfo, type ReactNode, useState } from 'react'
import { ErrorBoundary as Boundary } from 'react-error-boundary'
import { ErrorFallback, type ErrorView } from './error-fallback.tsx'
import { errorIdOf } from './error-id.ts'
import { type SupportUrl, useErrorSettings } from './error-settings.ts'
import { FocusReturn } from './focus-return.tsx'
import { useAnyClock } from './holdfast-provider.tsx'
import { addCrash, areRepeated, type Crashes } from './repeated-errors.ts'
import { safely, tellReporter } from './tell-error.ts'
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
  /** Shown in place of the children. Default {@link ErrorFallback}. */
  fallback?: ReactNode | ((view: ErrorView) => ReactNode)
  /** When one of these changes while the fallback is shown, the children are tried again. */
  resetKeys?: readonly unknown[]
  /** Where help is found. Default: the provider's. */
  supportUrl?: SupportUrl
  /**
   * Called once for an error, even where several boundaries see the same one, besides the
   * provider's `reporter`. What it throws goes to the console and disturbs nobody.
   */
  onError?: (error: unknown, context: ErrorContext) => void
  /** The children are about to be tried again. */
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

  const show = (error: unknown, tryAgain: () => void) => {
    const errorId = errorIdOf(error)
    const view: ErrorView = {
      ...{ error, name, errorId, tryAgain },
      isRepeated: areRepeated(crashes),
      isRetry: tries > 0,
      supportUrl: urlFor(errorId, props.supportUrl ?? settings.supportUrl),
    }
    if (typeof fallback === 'function') return fallback(view)
    return fallback === undefined ? <ErrorFallback {...view} /> : fallback
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
            onReset?.()
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
    tellReporter(settings, error, { source: 'boundary', boundary: name, componentStack, errorId })
    if (onError && isNewsToBoundary(error)) {
      safely(() => onError(error, { name, componentStack, errorId }))
    }
  }
}

const urlFor = (errorId: string, url: SupportUrl | undefined): string | undefined =>
  typeof url === 'function' ? safely(() => url(errorId)) : url
