import {
  type HoldfastError,
  type HttpError,
  isHoldfastError,
  type ProblemError,
} from '../errors.ts'
import { safely } from '../user-code.ts'

/** An error as a person should read it. */
export type ErrorWords = Readonly<{
  /** What happened. */
  title: string
  /** What to do. */
  advice: string
}>

/** What one kind of error says. */
type ErrorText = Readonly<{
  title: string
  /** Default: `tryAgainIn`. */
  advice?: string
}>

/** What errors say, by their `code` or their HTTP status. */
export type ErrorTexts = Readonly<{
  OFFLINE: ErrorText
  NETWORK: ErrorText
  TIMEOUT: ErrorText
  CIRCUIT_OPEN: ErrorText
  /** Also for 429, and for a 403 that is a limit. */
  RATE_LIMITED: ErrorText
  QUEUE_FULL: ErrorText
  /** Also for an answer that does not fit its schema. */
  PARSE: ErrorText
  ABORTED: ErrorText
  /** Any other 4xx, and a request that does not fit its schema. */
  400: ErrorText
  401: ErrorText
  403: ErrorText
  /** Also for 410. */
  404: ErrorText
  /** Also for 425. */
  408: ErrorText
  /** A conflict about which the server says nothing itself. */
  409: ErrorText
  /** Also for 428. */
  412: ErrorText
  /** Any 5xx. */
  500: ErrorText
  /** Whatever else was thrown. */
  UNEXPECTED: ErrorText
  /** The advice where an error has none of its own; 0 where nobody said how long to wait. */
  tryAgainIn: (seconds: number) => string
}>

/**
 * Plain words for anything that was thrown: what happened, and what to do. Nothing of the error's
 * own message, which is for developers. Quoted is what the server wrote for this user: the `detail`
 * of a refusal (4xx), and the `title` of a conflict (409), which alone knows what conflicts.
 *
 * @param words  in another language; what they leave out is said in English
 */
export function errorWords(error: unknown, words: Partial<ErrorTexts> = {}): ErrorWords {
  try {
    if (isHoldfastError(error)) return wordsOf(error, words)
  } catch {
    // It refuses to say what it is, or another copy of the library has made it otherwise.
  }
  return said('UNEXPECTED', words)
}

const english: ErrorTexts = {
  OFFLINE: { title: 'You are offline', advice: 'Connect to the internet, then try again.' },
  NETWORK: {
    title: 'The service could not be reached',
    advice: 'The service or your connection may be down. Try again in a moment.',
  },
  TIMEOUT: { title: 'The service took too long to answer' },
  CIRCUIT_OPEN: { title: 'The service is not answering' },
  RATE_LIMITED: { title: 'Too many requests in a short time' },
  QUEUE_FULL: { title: 'Too many requests are waiting' },
  PARSE: {
    title: 'The service answered in a way this page does not understand',
    advice: 'Reload the page to get its newest version.',
  },
  ABORTED: { title: 'The connection was closed', advice: 'Reload the page.' },
  400: { title: 'The service refused the request', advice: 'Check what you entered.' },
  401: { title: 'You are not signed in', advice: 'Sign in, then try again.' },
  403: { title: 'You are not allowed to do this', advice: 'Ask for access if you need it.' },
  404: { title: 'This does not exist', advice: 'It may have been removed or renamed.' },
  408: { title: 'The service did not get the request in time' },
  409: {
    title: 'This conflicts with what is there already',
    advice: 'It may exist already, or have been changed. Reload to see what is there now.',
  },
  412: { title: 'This was changed by someone else', advice: 'Reload to see what it is now.' },
  500: { title: 'The service has a problem of its own' },
  UNEXPECTED: {
    title: 'Something went wrong in this part of the page',
    advice: 'Try again. If it happens again, reload the page.',
  },
  /** A wait above a minute is told in minutes. */
  tryAgainIn(seconds) {
    if (!seconds) return 'Try again in a moment.'
    return `Try again in ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}.`
  },
}

type Kind = Exclude<keyof ErrorTexts, 'tryAgainIn'>

function said(kind: Kind, words: Partial<ErrorTexts>, waitMs = 0): ErrorWords {
  // A newer copy of the library has codes that have no words here.
  const { title, advice } = words[kind] ?? english[kind] ?? words.UNEXPECTED ?? english.UNEXPECTED
  if (advice !== undefined) return { title, advice }
  const seconds = waitMs >= 1_000 ? Math.ceil(waitMs / 1_000) : 0
  const wait = safely(() => words.tryAgainIn?.(seconds)) ?? english.tryAgainIn(seconds)
  return { title, advice: wait }
}

function wordsOf(error: HoldfastError, words: Partial<ErrorTexts>): ErrorWords {
  const plain = said(kindOf(error), words, error.retryAfterMs)
  return error.code === 'PROBLEM' ? quoted(plain, error) : plain
}

function kindOf(error: HoldfastError): Kind {
  switch (error.code) {
    case 'HTTP':
    case 'PROBLEM':
      return refusal(error)
    case 'VALIDATION':
      return error.target === 'request' ? 400 : 'PARSE'
    case 'CONFIG':
      return 'UNEXPECTED'
    default:
      return error.code
  }
}

const likewise: Readonly<Record<number, Kind>> = {
  410: 404,
  425: 408,
  428: 412,
  429: 'RATE_LIMITED',
}

/** A 403 that may be repeated later is a limit, and no lack of rights. */
function refusal({ status, retryable }: HttpError | ProblemError): Kind {
  if (status >= 500) return 500
  if (status === 403 && retryable) return 'RATE_LIMITED'
  return likewise[status] ?? (status in english ? (status as Kind) : 400)
}

function quoted(words: ErrorWords, { status, problem }: ProblemError): ErrorWords {
  if (status >= 500) return words
  const { title, detail } = problem
  const isTelling = status === 409 && title && title !== 'Conflict'
  return { title: isTelling ? title : words.title, advice: detail || words.advice }
}
