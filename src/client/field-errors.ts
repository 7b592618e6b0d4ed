import { type HoldfastError, isHoldfastError, type ValidationIssue } from '../errors.ts'
import { cutShort, errorEntries, type ErrorEntry } from './error-entries.ts'
import { isText } from './error-paths.ts'
import { type ErrorTexts, errorWords } from './error-words.ts'

/** What a form shows: messages by field, and those that belong to no field. */
export type FieldErrors = Readonly<{
  fields: Readonly<Record<string, readonly string[]>>
  form: readonly string[]
}>

/**
 * Reads the field errors of a failed call, whatever the server is made with: problem details (RFC 9457 and
 * 7807), ASP.NET, Spring, Django, Rails, Laravel, Symfony, NestJS, Express, Fastify, Mongoose, Phoenix, Zod, Joi,
 * gRPC-Gateway, GraphQL and others, nested too, as a problem or as plain JSON; docs/forms.md has the list.
 * A `ValidationError` of a request gives the issues of its schema.
 *
 * An entry without a field goes to `form`; so do, where there are no entries, the server's own words
 * for a refusal (4xx): the `detail`, `message` or `title` of its answer. So that a form never fails
 * in silence, any other failure of a call gives plain words for people, those of `errorWords`, and
 * an error of your own its message. Never throws, and reads no more than 1,000 messages: then `form` says that
 * there are more.
 *
 * @param words  for `errorWords`, in another language
 * @returns names such as `owner.email` and `items.0.name`; empty for `undefined` and `null`
 */
export function fieldErrors(error: unknown, words?: Partial<ErrorTexts>): FieldErrors {
  if (error === undefined || error === null) return { fields: {}, form: [] }
  const fields = Object.create(null) as Record<string, string[]>
  const form: string[] = []
  for (const { path, message } of entriesOf(error)) {
    const field = path.join('.')
    const messages = field === '' ? form : (fields[field] ??= [])
    if (!messages.includes(message)) messages.push(message)
  }
  if (form.length === 0 && Object.keys(fields).length === 0) form.push(told(error, words))
  return { fields, form }
}

function entriesOf(error: unknown): readonly ErrorEntry[] {
  if (!isHoldfastError(error)) return []
  if (error.code === 'PROBLEM') return errorEntries(error.problem)
  if (error.code === 'HTTP')
    return errorEntries(error.data, error.status === 400 || error.status === 422)
  // An answer that does not fit is nothing that the user could mend.
  const isRefused = error.code === 'VALIDATION' && error.target === 'request'
  if (!isRefused) return []
  const entries = error.issues.slice(0, 1_000).map(fromIssue)
  return error.issues.length > entries.length ? [...entries, cutShort] : entries
}

/** A Standard Schema issue: a step of its path is a key, or an object with the key. */
const fromIssue = ({ message, path = [] }: ValidationIssue): ErrorEntry => ({
  message,
  path: path.map((step) => String(typeof step === 'object' ? step.key : step)),
})

function told(error: unknown, words: Partial<ErrorTexts> | undefined): string {
  if (isHoldfastError(error)) {
    const { title, advice } = errorWords(error, words)
    return saidByServer(error) ?? `${title}. ${advice}`
  }
  if (error instanceof Error) return error.message
  return typeof error === 'string' ? error : 'The form could not be sent'
}

/** A refusal is written for whoever asked; what a broken server says is not. */
function saidByServer(error: HoldfastError): string | undefined {
  if ((error.code !== 'HTTP' && error.code !== 'PROBLEM') || error.status >= 500) return undefined
  if (error.code === 'PROBLEM') return [error.problem.detail, error.problem.title].find(isText)
  const {
    detail,
    message,
    errors,
    error: inner,
    error_description,
    title,
  } = Object(error.data) as Words
  const within = Object(inner) as Words
  const words = [
    detail,
    message,
    errors,
    within['message'],
    error_description,
    title,
    sentence(inner),
  ]
  return words.find(isText)
}

type Words = Readonly<Record<string, unknown>>

/** `Bad Request` and `invalid_grant` are codes; who writes more has something to say. */
const sentence = (error: unknown): unknown =>
  typeof error === 'string' && /\S\s+\S+\s+\S/.test(error) ? error : undefined
