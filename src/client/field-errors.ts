import { isHoldfastError } from '../errors.ts'

/** What a form shows: messages by field, and those that belong to no field. */
export type FieldErrors = Readonly<{
  fields: Readonly<Record<string, readonly string[]>>
  form: readonly string[]
}>

type Entry = Readonly<Record<string, unknown>>

/**
 * Reads the field errors of a problem: its `errors` array, whose entries name a `field`, or a
 * `pointer` into the body (RFC 6901, as in RFC 9457 §3.1), and a `message` or `detail`.
 *
 * An entry without a field, and the problem's own `detail` where there are no entries, go to `form`.
 * Any other error gives its own message to `form`, so that a form never fails in silence.
 *
 * @returns names such as `owner.email`; empty for `undefined` and `null`
 */
export function fieldErrors(error: unknown): FieldErrors {
  if (error === undefined || error === null) return { fields: {}, form: [] }
  const problem = isHoldfastError(error) && error.code === 'PROBLEM' ? error.problem : undefined
  const listed = problem?.['errors']
  const entries = Array.isArray(listed) ? listed.filter(isEntry) : []
  const fields: Record<string, string[]> = Object.create(null) as Record<string, string[]>
  const form: string[] = []
  for (const entry of entries) {
    const message = text(entry['message']) ?? text(entry['detail'])
    const field = text(entry['field']) ?? fieldOf(text(entry['pointer']))
    if (message === undefined) continue
    if (field) (fields[field] ??= []).push(message)
    else form.push(message)
  }
  if (form.length === 0 && Object.keys(fields).length === 0) form.push(told(error, problem))
  return { fields, form }
}

const isEntry = (entry: unknown): entry is Entry => typeof entry === 'object' && entry !== null

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** `/owner/email` and `#/owner/email` become `owner.email`. */
const fieldOf = (pointer: string | undefined): string | undefined =>
  pointer
    ?.replace(/^#?\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')

function told(error: unknown, problem: { detail?: string; title?: string } | undefined): string {
  return (
    problem?.detail ?? problem?.title ?? (error instanceof Error ? error.message : String(error))
  )
}
