import { expect, test } from 'vitest'
import { z } from 'zod'
import { answerSchema, listSchema, rowsIn } from '../../src/react/row-schema.ts'

const row = z.object({ id: z.string(), at: z.coerce.date() })
const validate = (schema: ReturnType<typeof listSchema>, value: unknown) =>
  schema['~standard'].validate(value)

test('finds the rows in an array, or in an object with items', () => {
  expect(rowsIn([1])).toEqual([1])
  expect(rowsIn({ items: [1], next: null })).toEqual([1])
  expect([rowsIn({ items: 1 }), rowsIn({}), rowsIn(null), rowsIn('text')]).toEqual(
    Array(4).fill(undefined),
  )
})

test('makes of each row what its schema makes, and keeps what is around them', async () => {
  const items = [{ id: 'a', at: '2026-01-01' }]
  const made = [{ id: 'a', at: new Date('2026-01-01') }]
  expect(await validate(listSchema(row), items)).toEqual({ value: made })
  expect(await validate(listSchema(row), { items, next: 'b' })).toEqual({
    value: { items: made, next: 'b' },
  })
})

test('says which row does not fit, and refuses what holds no rows', async () => {
  const wrong = await validate(listSchema(row), [
    { id: 'a', at: '2026-01-01' },
    { id: 'b', at: 'soon' },
  ])
  expect(wrong.issues?.[0]?.path).toEqual([1, 'at'])
  expect((await validate(listSchema(undefined), { rows: [] })).issues).toHaveLength(1)
  expect(await validate(listSchema(undefined), [7])).toEqual({ value: [7] })
})

test('finds the rows where it is told, and keeps them as items', async () => {
  const find = (body: { data: unknown[] }) => body.data
  const data = [{ id: 'a', at: '2026-01-01' }]
  const made = [{ id: 'a', at: new Date('2026-01-01') }]
  const answer = { data, total: 1 }
  expect(await validate(listSchema(undefined, find), answer)).toEqual({
    value: { ...answer, items: data },
  })
  expect(await validate(listSchema(row, find), answer)).toEqual({
    value: { ...answer, items: made },
  })
  expect(
    await validate(
      listSchema(row, () => data),
      [],
    ),
  ).toEqual({ value: made })
  const { issues } = await validate(listSchema(row, find), {})
  expect(issues?.[0]?.message).toBe('`rows` found no array in it')
})

test('an answer to a write is a row, or nothing', async () => {
  expect(await validate(answerSchema(row), undefined)).toEqual({ value: undefined })
  expect((await validate(answerSchema(row), {})).issues).toHaveLength(2)
  expect(await validate(answerSchema(undefined), { any: 1 })).toEqual({ value: { any: 1 } })
})
