import { type HoldfastError, isHoldfastError, type ValidationIssue } from '../errors.ts'
import { errorEntries, type ErrorEntry } from './error-entries.ts'
import { errorWords } from './error-words.ts'

/** What a form shows: messages by field, and those that belong to no field. */
export type FieldErrors = Readonly<{
  fields: Readonly<Record<string, readonly string[]>>
  form: readonly string[]
}>

/**
 * Reads the field errors of a failed call, whatever the server is made with: problem details
 * (RFC 9457) with an `errors` array of JSON pointers or names, and what ASP.NET, Spring, Bean
 * Validation, FastAPI and JSON:API send, as a problem or as plain JSON. A `ValidationError` of a
 * request gives the issues of its schema.
 *
 * An entry without a field goes to `form`; so do, where there are no entries, the server's own words
 * for a refusal (4xx): the `detail`, `title` or `message` of its answer. So that a form never fails
 * in silence, any other failure of a call gives plain words for people, those of `errorWords`, and
 * an error of your own its message. Never throws, and reads no more than 1,000 entries of each list.
 *
 * @returns names such as `owner.email` and `items.0.name`; empty for `undefined` and `null`
 */
export function fieldErrors(error: unknown): FieldErrors {
  if (error === undefined || error === null) return { fields: {}, form: [] }
  const fields = Object.create(null) as Record<string, string[]>
  const form: string[] = []
  for (const { path, message } of entriesOf(error)) {
    const field = path.join('.')
    const messages = field === '' ? form : (fields[field] ??= [])
    if (!messages.includes(message)) messages.push(message)
  }
  if (form.length === 0 && Object.keys(fields).length === 0) form.push(told(error))
  return { fields, form }
}

function entriesOf(error: unknown): readonly ErrorEntry[] {
  if (!isHoldfastError(error)) return []
  if (error.code === 'PROBLEM') return errorEntries(error.problem)
  if (error.code === 'HTTP') return errorEntries(error.data)
  // An answer that does not fit is nothing that the user could mend.
  const isRefused = error.code === 'VALIDATION' && error.target === 'request'
  return isRefused ? error.issues.slice(0, 1_000).map(fromIssue) : []
}

/** A Standard Schema issue: a step of its path is a key, or an object with the key. */
const fromIssue = ({ message, path = [] }: ValidationIssue): ErrorEntry => ({
  message,
  path: path.map((step) => String(typeof step === 'object' ? step.key : step)),
})

function told(error: unknown): string {
  if (isHoldfastError(error)) {
    const { title, advice } = errorWords(error)
    return saidByServer(error) ?? `${title}. ${advice}`
  }
  if (error instanceof Error) return error.message
  return typeof error === 'string' ? error : 'The form could not be sent'
}

/** A refusal is written for whoever asked; what a broken server says is not. */
function saidByServer(error: HoldfastError): string | undefined {
  if (!('status' in error) || error.status >= 500) return undefined
  const answer: unknown = error.code === 'PROBLEM' ? error.problem : error.data
  const { detail, title, message } = (answer ?? {}) as Record<string, unknown>
  const words = error.code === 'PROBLEM' ? [detail, title] : [detail, message]
  return words.find((text): text is string => typeof text === 'string' && text !== '')
}
