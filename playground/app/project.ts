export const STATUSES = ['active', 'paused', 'archived'] as const

export type Status = (typeof STATUSES)[number]

export type Project = Readonly<{
  id: string
  name: string
  description: string
  status: Status
  owner: string
  /** ISO 8601, UTC. */
  updatedAt: string
  /** Counts the writes: sent back with an edit, so that nobody overwrites what he has not seen. */
  version: number
}>

/** One portion; `nextCursor` is null at the end. */
export type ProjectList = Readonly<{ items: readonly Project[]; nextCursor: string | null }>

export const isStatus = (text: string): text is Status =>
  (STATUSES as readonly string[]).includes(text)
