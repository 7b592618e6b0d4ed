import type { DatabaseSync } from 'node:sqlite'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Project, ProjectFilter, ProjectList } from './project.ts'

/** A statement with its named parameters. */
export type Query = Readonly<{ sql: string; params: Record<string, string | number> }>

/** The columns of a project under the names the API uses. */
export const PROJECT_COLUMNS = `id, name, description, status, owner,
  created_at AS createdAt, updated_at AS updatedAt, version`

/**
 * Lists projects, newest first, those of one instant by id.
 *
 * The cursor names the last project seen, not a count: what is made or deleted between two portions
 * neither repeats nor skips a project.
 */
export function listProjects(database: DatabaseSync, filter: ProjectFilter): ProjectList {
  const { sql, params } = listQuery(filter)
  const rows = database.prepare(sql).all(params) as Project[]
  const items = rows.slice(0, filter.limit).map((row) => ({ ...row }))
  const last = rows.length > filter.limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? encodeCursor(last) : null }
}

/** The statement for a filter; asks for one row more than `limit`, which shows whether there is a next portion. */
export function listQuery({ status, q, limit, cursor }: ProjectFilter): Query {
  const conditions: string[] = []
  const params: Query['params'] = { limit: limit + 1 }
  if (status) {
    conditions.push('status = :status')
    params['status'] = status
  }
  if (q) {
    // A range instead of LIKE: it has no wildcards to escape, and always uses the index.
    conditions.push('name >= :from AND name < :to')
    Object.assign(params, { from: q, to: `${q}\u{10FFFF}` })
  }
  if (cursor) {
    conditions.push('created_at <= :createdAt AND (created_at < :createdAt OR id > :id)')
    Object.assign(params, decodeCursor(cursor))
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  const sql = `SELECT ${PROJECT_COLUMNS} FROM projects ${where}
    ORDER BY created_at DESC, id LIMIT :limit`
  return { sql, params }
}
