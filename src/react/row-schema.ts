import type { Schema } from './api-query.ts'

/** Any Standard Schema, as one calls it. */
type Validate = Schema['~standard']['validate']

/** The rows of an answer that is an array, or an object with the array as `items`. */
export function rowsIn(answer: unknown): readonly unknown[] | undefined {
  if (Array.isArray(answer)) return answer as readonly unknown[]
  if (typeof answer !== 'object' || answer === null || !('items' in answer)) return undefined
  return Array.isArray(answer.items) ? (answer.items as readonly unknown[]) : undefined
}

/** A schema for a list: every row by its own schema, if there is one. */
export const listSchema = (row: Schema | undefined): Schema =>
  schemaOf(async (answer) => {
    const rows = rowsIn(answer)
    if (!rows) return { issues: [{ message: 'is neither an array nor an object with items' }] }
    if (!row) return { value: answer }
    const all = await Promise.all(rows.map(async (one) => row['~standard'].validate(one)))
    const issues = all.flatMap(
      (result, index) =>
        result.issues?.map(({ message, path = [] }) => ({ message, path: [index, ...path] })) ?? [],
    )
    if (issues.length > 0) return { issues }
    const values = all.map((result) => ('value' in result ? result.value : undefined))
    return { value: Array.isArray(answer) ? values : { ...(answer as object), items: values } }
  })

/** A schema for the answer to a write: the row, or no body at all. */
export const answerSchema = (row: Schema | undefined): Schema =>
  schemaOf((answer) =>
    answer === undefined || !row ? { value: answer } : row['~standard'].validate(answer),
  )

const schemaOf = (validate: Validate): Schema => ({
  '~standard': { version: 1, vendor: 'holdfast', validate },
})
