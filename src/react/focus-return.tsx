'use client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type Look, look } from './look.ts'

/**
 * Takes the focus that a pressed and vanished Try again would drop to the top of the page, so that
 * Tab goes on in the content that came in its place. It is not seen, and goes when the focus does.
 */
export function FocusReturn(): ReactNode {
  const [isNeeded, setNeeded] = useState(true)
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const element = place.current
    // Content that has taken the focus itself keeps it.
    if (element?.ownerDocument.activeElement === element?.ownerDocument.body) element?.focus()
    else setNeeded(false)
  }, [])
  if (!isNeeded) return undefined
  return <span ref={look(unseen, place)} tabIndex={-1} onBlur={() => setNeeded(false)} />
}

const unseen: Look = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
}
