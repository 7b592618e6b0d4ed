'use client'
import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { errorWords } from '../client/error-words.ts'
import { isDevelopment } from '../development.ts'
import { safely } from '../user-code.ts'
import { ErrorReference } from './error-reference.tsx'
import { errorIdOf } from './error-id.ts'
import { type Look, look } from './look.ts'
import { useWords, type Words } from './words.ts'

/** What a fallback has to work with. */
export type ErrorView = Readonly<{
  error: unknown
  /** The boundary's name. */
  name: string
  /** What the user may quote: the request's id, or a random one that the report has too. */
  errorId: string
  /** True from the third error within a minute: trying again does not help. */
  isRepeated: boolean
  /** True where Try again has led here: then the focus belongs to the fallback. */
  isRetry: boolean
  /** Where help is found, for this error. */
  supportUrl: string | undefined
  /** Resets the queries inside, then renders the children again. */
  tryAgain: () => void
}>

export type ErrorFallbackProps = Pick<ErrorView, 'error' | 'name' | 'tryAgain'> &
  Partial<ErrorView> &
  Readonly<{
    /** Show the name of the boundary and the stack. Default: in development only. */
    details?: boolean | undefined
    /** Replaces some of the words, those of the provider too. */
    text?: Partial<Words>
  }>

/**
 * What `ErrorBoundary` shows by default: what happened and what to do, in plain words, Try again
 * (not for a repeated error), Reload, and an id to quote to the support. Custom properties style
 * it: `--holdfast-error-background`, `-color`, `-border`, `-accent`, `-radius` and `-font`.
 */
export function ErrorFallback({
  error,
  name,
  tryAgain,
  errorId = errorIdOf(error),
  isRepeated = false,
  isRetry = false,
  supportUrl,
  details = isDevelopment(),
  text,
}: ErrorFallbackProps): ReactNode {
  const titleId = useId()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isRetry) box.current?.focus()
  }, [isRetry])
  const words = useWords(text)
  const { title, advice } = errorWords(error, words)
  return (
    // Not atomic: a copied id must not have all of it read out again.
    <div
      role="alert"
      aria-atomic="false"
      aria-labelledby={titleId}
      tabIndex={-1}
      ref={look(frame, box)}
    >
      <p id={titleId} ref={look(heading)}>
        {title}
      </p>
      <p ref={look(line)}>{isRepeated ? words.repeated : advice}</p>
      <p ref={look(actions)}>
        {!isRepeated && (
          <button type="button" ref={look(button)} onClick={tryAgain}>
            {words.tryAgain}
          </button>
        )}
        <button type="button" ref={look(button)} onClick={reload}>
          {words.reload}
        </button>
      </p>
      <ErrorReference errorId={errorId} supportUrl={supportUrl} words={words} />
      {details && <Details error={error} name={name} />}
    </div>
  )
}

function Details({ error, name }: { error: unknown; name: string }): ReactNode {
  const text = safely(() => textOf(error)) || 'What was thrown cannot be shown.'
  return (
    <details ref={look(small)}>
      <summary>Developer details: {name}</summary>
      {/* Reached by Tab, because it scrolls. */}
      <pre tabIndex={0} ref={look(scrolled)}>
        {text}
      </pre>
    </details>
  )
}

function textOf(error: unknown): string {
  const { stack = '', message, name: kind }: Partial<Error> = error instanceof Error ? error : {}
  // Only V8 says in the stack what happened.
  const isTold = stack.includes(message || kind || '-')
  return isTold ? stack : `${String(error)}\n${stack}`
}

/** The window of the button, which need not be the one this script runs in. */
const reload = ({ currentTarget }: MouseEvent): void =>
  currentTarget.ownerDocument.defaultView?.location.reload()

const frame: Look = {
  boxSizing: 'border-box',
  minWidth: '0', // a long stack must not widen a grid around it
  padding: '1rem',
  font: 'var(--holdfast-error-font, inherit)',
  color: 'var(--holdfast-error-color, inherit)',
  background: 'var(--holdfast-error-background, transparent)',
  border: '1px solid var(--holdfast-error-border, rgb(128 128 128 / 0.4))',
  borderInlineStart: '0.25rem solid var(--holdfast-error-accent, #c0262d)',
  borderRadius: 'var(--holdfast-error-radius, 0.5rem)',
}
const heading: Look = { margin: '0', fontWeight: '600' }
const line: Look = { margin: '0.25rem 0 0' }
const actions: Look = {
  display: 'flex',
  flexWrap: 'wrap',
  gap: '0.5rem',
  margin: '0.75rem 0 0',
}
const button: Look = {
  padding: '0.375rem 0.75rem',
  font: 'inherit',
  color: 'inherit',
  background: 'transparent',
  border: '1px solid rgb(128 128 128 / 0.8)',
  borderRadius: 'var(--holdfast-error-radius, 0.5rem)',
  cursor: 'pointer',
}
const small: Look = { margin: '0.75rem 0 0', fontSize: '0.875em' }
const scrolled: Look = {
  overflow: 'auto',
  maxHeight: '20rem',
  margin: '0.5rem 0 0',
  whiteSpace: 'pre-wrap',
  overflowWrap: 'anywhere',
}
