import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { seedProjects } from './seed-projects.ts'

const SCHEMA_VERSION = 1

// Names are compared without regard to (ASCII) case: unique, and found by prefix, through one index.
const SCHEMA = `
  CREATE TABLE projects (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL COLLATE NOCASE,
    description TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('active', 'paused', 'archived')),
    owner       TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL,
    version     INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX projects_by_name ON projects (name);
  CREATE INDEX projects_by_age ON projects (created_at DESC, id);
  CREATE INDEX projects_by_status ON projects (status, created_at DESC, id);

  CREATE TABLE idempotency_keys (
    key         TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    answer      TEXT NOT NULL,
    stored_at   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_keys_by_age ON idempotency_keys (stored_at);
`

/**
 * Opens the database file; on first use makes it, its folder, its tables and a dozen projects.
 *
 * @param file  path of the database file
 * @param now  wall clock in milliseconds, for the ages of the first projects; default `Date.now`
 * @throws where the file is no database, or was written by another version of the playground
 */
export function openDatabase(file: string, now: () => number = Date.now): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true })
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    inTransaction(database, () => prepareSchema(database, file, now))
    return database
  } catch (error) {
    database.close()
    throw new Error(`Cannot use the database ${file}. Delete it to start anew.`, { cause: error })
  }
}

/** Runs `work` in one write transaction; what it throws undoes it. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function prepareSchema(database: DatabaseSync, file: string, now: () => number): void {
  const version = database.prepare('PRAGMA user_version').get()?.['user_version']
  if (version === SCHEMA_VERSION) return
  if (version !== 0) throw new Error(`${file} has schema version ${String(version)}.`)
  database.exec(SCHEMA)
  seedProjects(database, now())
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
}
