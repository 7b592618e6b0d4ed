import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from './database.ts'
import { Problem } from './problem.ts'

const KEPT_MS = 24 * 60 * 60 * 1000

/** The answer, and whether it is that of an earlier request. */
export type OnceAnswer<T> = Readonly<{ answer: T; replayed: boolean }>

/** Does `work` once for each key; only its success is kept, so that a refused request can be mended. */
export type Once = <T>(key: string, request: unknown, work: () => T) => OnceAnswer<T>

/**
 * Remembers for 24 hours what was answered to an `Idempotency-Key`, in the database.
 *
 * The work and the memory of it are one transaction. The answer must survive JSON.
 *
 * @param now  wall clock in milliseconds
 * @throws a 422 problem where a key comes back with another request
 * @see draft-ietf-httpapi-idempotency-key-header
 */
export function createOnce(database: DatabaseSync, now: () => number): Once {
  const forget = database.prepare('DELETE FROM idempotency_keys WHERE stored_at <= ?')
  const recall = database.prepare('SELECT fingerprint, answer FROM idempotency_keys WHERE key = ?')
  const remember = database.prepare('INSERT INTO idempotency_keys VALUES (?, ?, ?, ?)')

  return <T>(key: string, request: unknown, work: () => T) =>
    inTransaction(database, () => {
      forget.run(now() - KEPT_MS)
      const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex')
      const earlier = recall.get(key) as { fingerprint: string; answer: string } | undefined
      if (earlier && earlier.fingerprint !== fingerprint) throw keyReused()
      if (earlier) return { answer: JSON.parse(earlier.answer) as T, replayed: true }
      const answer = work()
      remember.run(key, fingerprint, JSON.stringify(answer), now())
      return { answer, replayed: false }
    })
}

function keyReused(): Problem {
  const message = 'This Idempotency-Key was used for another request. Make a new key for each.'
  const errors = [{ field: 'Idempotency-Key', message, type: 'key_reused' }]
  return new Problem(422, message, { errors })
}
