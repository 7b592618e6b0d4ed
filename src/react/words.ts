'use client'
import { type Context, createContext, useContext } from 'react'
import type { ErrorTexts } from '../client/error-words.ts'

/** The words of the banner. */
export type NetworkTexts = Readonly<{
  offline: string
  unreachable: string
  back: string
  /** After `unreachable`, while there is something to try again; 0 once it is being tried. */
  tryingAgain: (seconds: number) => string
}>

/** The words of the default fallback, besides those of the error. */
export type FallbackTexts = Readonly<{
  /** In place of the advice, from the third error within a minute. */
  repeated: string
  tryAgain: string
  reload: string
  /** Before the id. */
  errorId: string
  copyId: string
  copied: string
  /** Where the clipboard is refused. */
  selected: string
  /** The link to `supportUrl`. */
  support: string
}>

/** Every sentence that the components say to people; what only developers see is in English. */
export type Words = NetworkTexts & FallbackTexts & ErrorTexts

export const WordsContext: Context<Partial<Words> | undefined> = createContext<
  Partial<Words> | undefined
>(undefined)

/** Those of one component before the provider's, and English for what both leave out. */
export const useWords = (own?: Partial<Words>): Partial<Words> & typeof english => ({
  ...english,
  ...useContext(WordsContext),
  ...own,
})

export const english: NetworkTexts & FallbackTexts = {
  offline: 'You are offline. What you see may be out of date.',
  unreachable: 'The service is not answering.',
  back: 'Back online.',
  tryingAgain: (seconds) => (seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…'),
  repeated: 'This keeps happening, so trying again is unlikely to help. Reload the page.',
  tryAgain: 'Try again',
  reload: 'Reload the page',
  errorId: 'Error id',
  copyId: 'Copy id',
  copied: 'Copied',
  selected: 'Selected, ready to copy',
  support: 'Contact support',
}
