import type { Schema } from './api-query.ts'

/** Any Standard Schema, as one calls it. */
type Validate = Schema['~standard']['validate']

/** Where the rows are in an answer, if they are not where they are by default. */
export type FindRows = ((body: never) => readonly unknown[]) | undefined

/** The rows of an answer that is an array, or an object with the array as `items`. */
export function rowsIn(answer: unknown): readonly unknown[] | undefined {
  if (Array.isArray(answer)) return answer as readonly unknown[]
  if (typeof answer !== 'object' || answer === null || !('items' in answer)) return undefined
  return Array.isArray(answer.items) ? (answer.items as readonly unknown[]) : undefined
}

/**
 * A schema for a list: every row by its own schema, if there is one. Rows that were found elsewhere stand as
 * `items` in what it makes of the answer.
 */
export const listSchema = (row: Schema | undefined, find?: FindRows): Schema =>
  schemaOf(async (answer) => {
    const rows = find ? find(answer as never) : rowsIn(answer)
    if (!Array.isArray(rows)) return { issues: [find ? notFound : noRows] }
    if (!row && !find) return { value: answer }
    if (!row) return { value: withRows(answer, rows) }
    const all = await Promise.all(rows.map(async (one: unknown) => row['~standard'].validate(one)))
    const issues = all.flatMap(
      (result, index) =>
        result.issues?.map(({ message, path = [] }) => ({ message, path: [index, ...path] })) ?? [],
    )
    if (issues.length > 0) return { issues }
    const values = all.map((result) => ('value' in result ? result.value : undefined))
    return { value: withRows(answer, values) }
  })

const withRows = (answer: unknown, items: readonly unknown[]): unknown =>
  Array.isArray(answer) ? items : { ...(answer as object), items }

/** Ours, and so fit for a message: the words of a schema may quote what they refuse. */
const noRows = {
  message: 'it is neither an array nor has one as items: `rows` says where',
  ours: true,
}
const notFound = { message: '`rows` found no array in it', ours: true }

/** A schema for the answer to a write: the row, or no body at all. */
export const answerSchema = (row: Schema | undefined): Schema =>
  schemaOf((answer) =>
    answer === undefined || !row ? { value: answer } : row['~standard'].validate(answer),
  )

const schemaOf = (validate: Validate): Schema => ({
  '~standard': { version: 1, vendor: 'holdfast', validate },
})
