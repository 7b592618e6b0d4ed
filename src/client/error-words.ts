import {
  type HoldfastError,
  type HttpError,
  isHoldfastError,
  type ProblemError,
} from '../errors.ts'

/** An error as a person should read it. */
export type ErrorWords = Readonly<{
  /** What happened. */
  title: string
  /** What to do. */
  advice: string
}>

/**
 * Plain words for anything that was thrown: what happened, and what to do. Nothing of the error's
 * own message, which is for developers. Quoted is what the server wrote for this user: the `detail`
 * of a refusal (4xx), and the `title` of a conflict (409), which alone knows what conflicts.
 */
export function errorWords(error: unknown): ErrorWords {
  try {
    return isHoldfastError(error) ? wordsOf(error) : unexpected
  } catch {
    // It refuses to say what it is, or another copy of the library has made it otherwise.
    return unexpected
  }
}

const unexpected: ErrorWords = {
  title: 'Something went wrong in this part of the page',
  advice: 'Try again. If it happens again, reload the page.',
}

const notUnderstood: ErrorWords = {
  title: 'The service answered in a way this page does not understand',
  advice: 'Reload the page to get its newest version.',
}

function wordsOf(error: HoldfastError): ErrorWords {
  switch (error.code) {
    case 'OFFLINE':
      return { title: 'You are offline', advice: 'Connect to the internet, then try again.' }
    case 'NETWORK':
      return {
        title: 'The service could not be reached',
        advice: 'The service or your connection may be down. Try again in a moment.',
      }
    case 'TIMEOUT':
      return { title: 'The service took too long to answer', advice: 'Try again in a moment.' }
    case 'CIRCUIT_OPEN':
      return { title: 'The service is not answering', advice: again(error) }
    case 'RATE_LIMITED':
      return { title: 'Too many requests in a short time', advice: again(error) }
    case 'QUEUE_FULL':
      return { title: 'Too many requests are waiting', advice: again(error) }
    case 'HTTP':
      return refused(statusOf(error), again(error))
    case 'PROBLEM':
      return quoted(refused(statusOf(error), again(error)), error)
    case 'VALIDATION':
      return error.target === 'request' ? refused(400, '') : notUnderstood
    case 'PARSE':
      return notUnderstood
    case 'ABORTED':
      return { title: 'The connection was closed', advice: 'Reload the page.' }
    case 'CONFIG':
    default: // A code of a newer copy of the library.
      return unexpected
  }
}

/** A 403 that may be repeated later is a limit, and no lack of rights. */
const statusOf = ({ status, retryable }: HttpError | ProblemError): number =>
  status === 403 && retryable ? 429 : status

function refused(status: number, tryAgain: string): ErrorWords {
  if (status >= 500) return { title: 'The service has a problem of its own', advice: tryAgain }
  switch (status) {
    case 401:
      return { title: 'You are not signed in', advice: 'Sign in, then try again.' }
    case 403:
      return { title: 'You are not allowed to do this', advice: 'Ask for access if you need it.' }
    case 404:
    case 410:
      return { title: 'This does not exist', advice: 'It may have been removed or renamed.' }
    case 409:
      return {
        title: 'This conflicts with what is there already',
        advice: 'It may exist already, or have been changed. Reload to see what is there now.',
      }
    case 412:
    case 428:
      return { title: 'This was changed by someone else', advice: 'Reload to see what it is now.' }
    case 408:
    case 425:
      return { title: 'The service did not get the request in time', advice: tryAgain }
    case 429:
      return { title: 'Too many requests in a short time', advice: tryAgain }
    default:
      return { title: 'The service refused the request', advice: 'Check what you entered.' }
  }
}

function quoted(words: ErrorWords, { status, problem }: ProblemError): ErrorWords {
  if (status >= 500) return words
  const { title, detail } = problem
  const isTelling = status === 409 && title && title !== 'Conflict'
  return { title: isTelling ? title : words.title, advice: detail || words.advice }
}

/** A wait above a minute is told in minutes. */
function again({ retryAfterMs }: HoldfastError): string {
  if (!retryAfterMs || retryAfterMs < 1_000) return 'Try again in a moment.'
  const seconds = Math.ceil(retryAfterMs / 1_000)
  const wait = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
  return `Try again in ${wait}.`
}
