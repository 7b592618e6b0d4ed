'use client'
import { QueryErrorResetBoundary } from '@tanstack/react-query'
import type { ErrorInfo, ReactNode } from 'react'
import { ErrorBoundary as Boundary } from 'react-error-boundary'
import { ErrorFallback, type ErrorView } from './error-fallback.tsx'
import { isNews } from './told-once.ts'

/** What a report can say of an error besides the error itself. */
export type ErrorContext = Readonly<{
  /** The name of the boundary that caught it. */
  name: string
  /** Where in the tree it was thrown, as React tells it. */
  componentStack: string | undefined
}>

export type ErrorBoundaryProps = Readonly<{
  /** Names this part of the page in reports and in developer details. */
  name: string
  /** Shown in place of the children. Default {@link ErrorFallback}. */
  fallback?: ReactNode | ((view: ErrorView) => ReactNode)
  /** When one of these changes while the fallback is shown, the children are tried again. */
  resetKeys?: readonly unknown[]
  /**
   * Reports an error: once, even where several boundaries see the same one. What it throws is
   * reported to the window and disturbs nobody.
   */
  onError?: (error: unknown, context: ErrorContext) => void
  /** The children are about to be tried again. */
  onReset?: () => void
  children?: ReactNode
}>

/**
 * Catches what is thrown while rendering below it, a query's error included where the query has
 * `throwOnError` or is suspended, and keeps the rest of the page alive.
 *
 * Try again resets the queries inside that failed, then renders the children anew. Errors of event
 * handlers and of code after the rendering are not caught.
 */
export function ErrorBoundary({
  name,
  fallback,
  resetKeys,
  onError,
  onReset,
  children,
}: ErrorBoundaryProps): ReactNode {
  const report = (error: unknown, { componentStack }: ErrorInfo) => {
    if (onError && isNews(error)) {
      safely(() => onError(error, { name, componentStack: componentStack ?? undefined }))
    }
  }
  const show = (view: ErrorView) => {
    if (typeof fallback === 'function') return fallback(view)
    return fallback === undefined ? <ErrorFallback {...view} /> : fallback
  }
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Boundary
          {...(resetKeys && { resetKeys: [...resetKeys] })}
          onError={report}
          onReset={() => {
            reset()
            onReset?.()
          }}
          fallbackRender={({ error, resetErrorBoundary }) =>
            show({ error, name, tryAgain: () => resetErrorBoundary() })
          }
        >
          {children}
        </Boundary>
      )}
    </QueryErrorResetBoundary>
  )
}

function safely(callback: () => void): void {
  try {
    callback()
  } catch (error) {
    globalThis.reportError(error)
  }
}
