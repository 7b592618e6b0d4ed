'use client'
import { type CSSProperties, type MouseEvent, type ReactNode, useId } from 'react'
import { isHoldfastError } from '../errors.ts'
import { isDevelopment } from '../development.ts'
import { errorWords } from './error-words.ts'

/** What a fallback has to work with. */
export type ErrorView = Readonly<{
  error: unknown
  /** The boundary's name. */
  name: string
  /** Resets the queries inside, then renders the children again. */
  tryAgain: () => void
}>

export type ErrorFallbackProps = ErrorView &
  Readonly<{
    /** Show the name of the boundary and the stack. Default: in development only. */
    details?: boolean | undefined
  }>

/**
 * What `ErrorBoundary` shows by default: what happened and what to do, in plain words, Try again,
 * Reload, and the request id to quote to support where the error has one.
 */
export function ErrorFallback({
  error,
  name,
  tryAgain,
  details = isDevelopment(),
}: ErrorFallbackProps): ReactNode {
  const titleId = useId()
  const { title, advice } = errorWords(error)
  const requestId = isHoldfastError(error) ? error.requestId : undefined
  return (
    <div role="alert" aria-labelledby={titleId} style={box}>
      <p id={titleId} style={heading}>
        {title}
      </p>
      <p style={line}>{advice}</p>
      <p style={actions}>
        <button type="button" onClick={tryAgain}>
          Try again
        </button>
        <button type="button" onClick={reload}>
          Reload the page
        </button>
      </p>
      {requestId !== undefined && (
        <p style={small}>
          If you ask for help, quote <code style={code}>{requestId}</code>
        </p>
      )}
      {details && <Details error={error} name={name} />}
    </div>
  )
}

function Details({ error, name }: { error: unknown; name: string }): ReactNode {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return (
    <details style={small}>
      <summary>Developer details: {name}</summary>
      <pre style={stack}>{text}</pre>
    </details>
  )
}

/** The window of the button, which need not be the one this script runs in. */
const reload = ({ currentTarget }: MouseEvent): void =>
  currentTarget.ownerDocument.defaultView?.location.reload()

const box: CSSProperties = {
  padding: '1rem',
  font: 'var(--holdfast-error-font, inherit)',
  color: 'var(--holdfast-error-color, inherit)',
  background: 'var(--holdfast-error-background, transparent)',
  border: '1px solid var(--holdfast-error-border, rgb(128 128 128 / 0.4))',
  borderInlineStart: '0.25rem solid var(--holdfast-error-accent, #c0262d)',
  borderRadius: 'var(--holdfast-error-radius, 0.5rem)',
}
const heading: CSSProperties = { margin: 0, fontWeight: 600 }
const line: CSSProperties = { margin: '0.25rem 0 0' }
const actions: CSSProperties = {
  display: 'flex',
  flexWrap: 'wrap',
  gap: '0.5rem',
  margin: '0.75rem 0 0',
}
const small: CSSProperties = { margin: '0.75rem 0 0', fontSize: '0.875em' }
const code: CSSProperties = { userSelect: 'all', overflowWrap: 'anywhere' }
const stack: CSSProperties = { overflow: 'auto', maxHeight: '20rem', margin: '0.5rem 0 0' }
