import { expect, test } from 'vitest'
import { encodeCursor } from '../../playground/server/cursor.ts'
import { openDatabase } from '../../playground/server/database.ts'
import { listQuery } from '../../playground/server/project-list.ts'
import { databaseFile } from './backend.ts'

const cursor = encodeCursor({
  createdAt: '2026-01-01T00:00:00.000Z',
  id: '00000000-0000-4000-8000-000000000000',
})

test.each([
  ['all', {}, 'SCAN projects USING INDEX projects_by_age'],
  ['a later portion', { cursor }, 'SEARCH projects USING INDEX projects_by_age (created_at<?)'],
  ['one status', { status: 'active' }, 'SEARCH projects USING INDEX projects_by_status (status=?)'],
  [
    'a later portion of one status',
    { status: 'active', cursor },
    'SEARCH projects USING INDEX projects_by_status (status=? AND created_at<?)',
  ],
] as const)('%s: read from an index, in the order of the list', (_, filter, plan) => {
  expect(planOf(filter)).toEqual([plan])
})

test.each([
  ['the start of the name', { q: 'a' }],
  ['a later portion of that', { q: 'a', cursor }],
])('%s: searched by the index of names', (_, filter) => {
  expect(planOf(filter)).toEqual([
    'SEARCH projects USING INDEX projects_by_name (name>? AND name<?)',
    'USE TEMP B-TREE FOR ORDER BY',
  ])
})

test('a status and the start of the name: searched by an index too', () => {
  expect(planOf({ status: 'active', q: 'a' })[0]).toMatch(/^SEARCH projects USING INDEX/)
})

test('the file is in WAL mode', () => {
  const database = openDatabase(databaseFile())
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  database.close()
})

function planOf(filter: Partial<Parameters<typeof listQuery>[0]>): unknown[] {
  const database = openDatabase(databaseFile())
  const { sql, params } = listQuery({ limit: 20, ...filter })
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(params)
  database.close()
  return plan.map(({ detail }) => detail)
}
