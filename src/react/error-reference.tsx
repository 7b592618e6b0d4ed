'use client'
import { type ReactNode, useRef, useState } from 'react'
import { type Look, look } from './look.ts'
import type { FallbackTexts } from './words.ts'

type ErrorReferenceProps = Readonly<{
  errorId: string
  supportUrl: string | undefined
  words: FallbackTexts
}>

/** The id to quote, with a button that copies it, and the way to the support where one is known. */
export function ErrorReference({ errorId, supportUrl, words }: ErrorReferenceProps): ReactNode {
  const [done, setDone] = useState('')
  const id = useRef<HTMLElement>(null)
  const copy = () => {
    copied(errorId).then(
      () => setDone(words.copied),
      () => {
        // Without the right to the clipboard the user's own copying is one key away.
        id.current?.ownerDocument.getSelection()?.selectAllChildren(id.current)
        setDone(words.selected)
      },
    )
  }
  return (
    <p ref={look(row)}>
      <span>
        {words.errorId} <code ref={look(code, id)}>{errorId}</code>
      </span>
      <button type="button" ref={look(quiet)} onClick={copy}>
        {words.copyId}
      </button>
      {supportUrl !== undefined && (
        <a href={supportUrl} ref={look(link)}>
          {words.support}
        </a>
      )}
      <span>{done}</span>
    </p>
  )
}

/** Rejects where there is no clipboard, as on a page without TLS. */
const copied = async (text: string): Promise<void> => navigator.clipboard.writeText(text)

const row: Look = {
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '0.25rem 0.75rem',
  margin: '0.75rem 0 0',
  fontSize: '0.875em',
}
const code: Look = { userSelect: 'all', overflowWrap: 'anywhere' }
const quiet: Look = {
  minHeight: '1.5rem',
  padding: '0',
  font: 'inherit',
  color: 'inherit',
  background: 'transparent',
  border: '0',
  textDecoration: 'underline',
  cursor: 'pointer',
}
const link: Look = { color: 'inherit' }
