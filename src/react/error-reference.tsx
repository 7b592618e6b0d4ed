'use client'
import { type CSSProperties, type ReactNode, useRef, useState } from 'react'

type ErrorReferenceProps = Readonly<{ errorId: string; supportUrl: string | undefined }>

/** The id to quote, with a button that copies it, and the way to the support where one is known. */
export function ErrorReference({ errorId, supportUrl }: ErrorReferenceProps): ReactNode {
  const [done, setDone] = useState('')
  const id = useRef<HTMLElement>(null)
  const copy = () => {
    copied(errorId).then(
      () => setDone('Copied'),
      () => {
        // Without the right to the clipboard the user's own copying is one key away.
        id.current?.ownerDocument.getSelection()?.selectAllChildren(id.current)
        setDone('Selected, ready to copy')
      },
    )
  }
  return (
    <p style={row}>
      <span>
        Error id{' '}
        <code ref={id} style={code}>
          {errorId}
        </code>
      </span>
      <button type="button" style={quiet} onClick={copy}>
        Copy id
      </button>
      {supportUrl !== undefined && (
        <a href={supportUrl} style={link}>
          Contact support
        </a>
      )}
      <span>{done}</span>
    </p>
  )
}

/** Rejects where there is no clipboard, as on a page without TLS. */
const copied = async (text: string): Promise<void> => navigator.clipboard.writeText(text)

const row: CSSProperties = {
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '0.25rem 0.75rem',
  margin: '0.75rem 0 0',
  fontSize: '0.875em',
}
const code: CSSProperties = { userSelect: 'all', overflowWrap: 'anywhere' }
const quiet: CSSProperties = {
  minHeight: '1.5rem',
  padding: 0,
  font: 'inherit',
  color: 'inherit',
  background: 'transparent',
  border: 0,
  textDecoration: 'underline',
  cursor: 'pointer',
}
const link: CSSProperties = { color: 'inherit' }
