import { isHoldfastError, type ValidationIssue } from '../errors.ts'
import { errorEntries, type ErrorEntry } from './error-entries.ts'

/** What a form shows: messages by field, and those that belong to no field. */
export type FieldErrors = Readonly<{
  fields: Readonly<Record<string, readonly string[]>>
  form: readonly string[]
}>

/**
 * Reads the field errors of a failed call, whatever the server is made with: problem details
 * (RFC 9457) with an `errors` array of JSON pointers or names, and what ASP.NET, Spring, Bean
 * Validation, FastAPI and JSON:API send, as a problem or as plain JSON. A `ValidationError` gives
 * the issues of its schema.
 *
 * An entry without a field goes to `form`; so does, where there are no entries, the `detail` or
 * `message` of the server's own answer, if it is a problem or a 4xx.
 * Any other error gives its own message to `form`, so that a form never fails in silence. Never
 * throws, and reads no more than 1,000 entries of each list.
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
  return error.code === 'VALIDATION' ? error.issues.slice(0, 1_000).map(fromIssue) : []
}

/** A Standard Schema issue: a step of its path is a key, or an object with the key. */
const fromIssue = ({ message, path = [] }: ValidationIssue): ErrorEntry => ({
  message,
  path: path.map((step) => String(typeof step === 'object' ? step.key : step)),
})

function told(error: unknown): string {
  if (isHoldfastError(error) && error.code === 'PROBLEM') {
    const { detail, title } = error.problem
    const words = detail ?? title
    if (words !== undefined && words !== '') return words
  }
  // A refusal is written for whoever asked; what a broken server says is not.
  if (isHoldfastError(error) && error.code === 'HTTP' && error.status < 500) {
    const { detail, message } = (error.data ?? {}) as { detail?: unknown; message?: unknown }
    if (typeof detail === 'string' && detail !== '') return detail
    if (typeof message === 'string' && message !== '') return message
  }
  if (error instanceof Error) return error.message
  return typeof error === 'string' ? error : 'The form could not be sent'
}
