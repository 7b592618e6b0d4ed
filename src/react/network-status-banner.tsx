'use client'
import type { ReactNode } from 'react'
import { type Look, look } from './look.ts'
import type { NetworkNotice } from './use-network-notice.ts'

/** What a banner of your own shows. */
export type NetworkBanner = Readonly<{
  notice: NetworkNotice
  /** Empty where there is nothing to say. */
  text: string
  /** A text that counts down by itself, or nothing. Keep it out of what a screen reader is told. */
  countdown: ReactNode
}>

/**
 * The look of `NetworkStatusMonitor`, without its place and its work: for a banner at a place of
 * your own, and for a style guide. Nothing where there is no notice.
 *
 * @param className  replaces the look
 */
export function NetworkStatusBanner({
  notice,
  text,
  countdown,
  className,
}: NetworkBanner & Readonly<{ className?: string | undefined }>): ReactNode {
  if (!notice) return undefined
  return (
    // Another element where a class takes the place of the look, which would stay on this one.
    <div
      key={`${!className}`}
      className={className}
      ref={className ? undefined : look(lookOf(notice))}
      data-notice={notice}
    >
      {text}
      {countdown && <span aria-hidden="true"> {countdown}</span>}
    </div>
  )
}

const accents = { offline: '#b45309', unreachable: '#c0262d', back: '#15803d' }

const lookOf = (notice: keyof typeof accents): Look => ({
  boxSizing: 'border-box',
  maxWidth: '36rem',
  padding: '0.625rem 1rem',
  font: 'var(--holdfast-banner-font, 0.875rem/1.4 system-ui, sans-serif)',
  fontVariantNumeric: 'tabular-nums',
  color: 'var(--holdfast-banner-color, CanvasText)',
  background: 'var(--holdfast-banner-background, Canvas)',
  border: '1px solid var(--holdfast-banner-border, rgb(128 128 128 / 0.4))',
  borderInlineStart: `0.25rem solid var(--holdfast-banner-accent, ${accents[notice]})`,
  borderRadius: 'var(--holdfast-banner-radius, 0.5rem)',
  boxShadow: '0 0.25rem 1rem rgb(0 0 0 / 0.2)',
})
