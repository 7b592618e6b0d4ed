'use client'
import { type ReactNode, useContext } from 'react'
import { ErrorBoundary as Boundary, ErrorBoundaryContext } from 'react-error-boundary'
import { errorWords } from '../client/error-words.ts'
import { ErrorFallback, type ErrorView } from './error-fallback.tsx'

/** What a boundary shows: nodes, or what makes them of the error. Default {@link ErrorFallback}. */
export type Fallback = ReactNode | ((view: ErrorView) => ReactNode)

type FallbackGuardProps = Readonly<{
  view: ErrorView
  fallback: Fallback
  /** A boundary stands around this one: to it goes what a fallback of the user's throws. */
  isInner: boolean
  onError: (error: unknown, info: Readonly<{ componentStack?: string | null }>) => void
}>

/**
 * Shows a fallback, and the default one where that throws and no boundary around takes it; where even
 * this fails, plain words, in English: it may be the words that failed. So the rest of the page stays, whatever was thrown.
 */
export function FallbackGuard({ view, fallback, isInner, onError }: FallbackGuardProps): ReactNode {
  // Who asks for the boundary inside a fallback means the one around it.
  const boundary = useContext(ErrorBoundaryContext)
  const shown = (own: Fallback) => (
    <ErrorBoundaryContext.Provider value={boundary}>
      <Shown view={view} fallback={own} />
    </ErrorBoundaryContext.Provider>
  )
  if (isInner && fallback !== undefined) return shown(fallback)
  return (
    <Boundary
      onError={onError}
      fallbackRender={() => (
        <Boundary fallback={<p role="alert">{errorWords(undefined).title}</p>}>
          {shown(undefined)}
        </Boundary>
      )}
    >
      {shown(fallback)}
    </Boundary>
  )
}

function Shown({ view, fallback }: Pick<FallbackGuardProps, 'view' | 'fallback'>): ReactNode {
  if (typeof fallback === 'function') return fallback(view)
  return fallback === undefined ? <ErrorFallback {...view} /> : fallback
}
