import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

// name, description, status, owner, age in days
const PROJECTS = [
  ['Atlas', 'Vector tiles and routing for the field app', 'active', 'ines.duarte@example.com', 2],
  ['Beacon', 'Status page and incident notes for customers', 'active', 'tom.okafor@example.com', 5],
  ['Cartographer', 'Draws the service map from traces', 'paused', 'mei.tanaka@example.com', 9],
  ['Checkout rewrite', 'One page, three payment providers', 'active', 'lea.novak@example.com', 14],
  ['Data lake export', 'Nightly parquet for finance', 'active', 'omar.haddad@example.com', 21],
  ['Driftwood', 'Finds cloud resources that nobody owns', 'paused', 'sara.lind@example.com', 30],
  ['Ferry', 'Moves tenants between regions at night', 'active', 'tom.okafor@example.com', 44],
  ['Harbour', 'Internal developer portal', 'active', 'ines.duarte@example.com', 61],
  ['Lighthouse audits', 'Weekly page scores by mail', 'archived', 'jon.berg@example.com', 98],
  ['Mailroom', 'Templates, bounces and unsubscribes', 'active', 'mei.tanaka@example.com', 130],
  ['Orders v1', 'The old order service, read only', 'archived', 'lea.novak@example.com', 365],
  [
    'Tidewater',
    'Capacity forecasts from two years of load',
    'paused',
    'omar.haddad@example.com',
    210,
  ],
] as const

const DAY_MS = 86_400_000

/**
 * Fills an empty projects table with a dozen believable ones.
 *
 * @param now  wall clock in milliseconds; their ages count back from it
 */
export function seedProjects(database: DatabaseSync, now: number): void {
  const insert = database.prepare(
    `INSERT INTO projects (id, name, description, status, owner, created_at, updated_at, version)
     VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
  )
  for (const [name, description, status, owner, days] of PROJECTS) {
    const createdAt = new Date(now - days * DAY_MS).toISOString()
    insert.run(randomUUID(), name, description, status, owner, createdAt, createdAt)
  }
}
