import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from './database.ts'
import { Problem } from './problem.ts'
import type { Project, ProjectInput } from './project.ts'
import { PROJECT_COLUMNS } from './project-list.ts'

/** Throws where a write must not go on from this state of the project. */
export type Guard = (current: Project) => void

/** Projects on disk. Each method throws the `Problem` the client is told: 404 unknown id, 409 name taken. */
export type ProjectStore = Readonly<{
  find: (id: string) => Project
  create: (input: ProjectInput) => Project
  /** Writes the given fields and counts the version up, if `guard` lets it. */
  update: (id: string, changes: Partial<ProjectInput>, guard: Guard) => Project
  remove: (id: string, guard: Guard) => void
}>

/**
 * Makes the store over an open database.
 *
 * @param now  wall clock in milliseconds
 */
export function createProjectStore(database: DatabaseSync, now: () => number): ProjectStore {
  const select = database.prepare(`SELECT ${PROJECT_COLUMNS} FROM projects WHERE id = ?`)
  const insert = database.prepare(INSERT)
  const write = database.prepare(UPDATE)
  const erase = database.prepare('DELETE FROM projects WHERE id = ?')

  const find = (id: string): Project => {
    const row = select.get(id) as Project | undefined
    if (!row) throw new Problem(404, 'There is no project with this id. It may have been deleted.')
    return { ...row }
  }

  return {
    find,
    create(input) {
      const createdAt = new Date(now()).toISOString()
      const id = randomUUID()
      const project = { id, ...input, createdAt, updatedAt: createdAt, version: 1 }
      unlessNameTaken(input.name, () => insert.run(project))
      return project
    },
    update: (id, changes, guard) =>
      inTransaction(database, () => {
        const current = find(id)
        guard(current)
        const { name, description, status, owner } = { ...current, ...changes }
        const updatedAt = new Date(now()).toISOString()
        unlessNameTaken(name, () => write.run({ id, name, description, status, owner, updatedAt }))
        return find(id)
      }),
    remove: (id, guard) =>
      inTransaction(database, () => {
        guard(find(id))
        erase.run(id)
      }),
  }
}

const INSERT = `
  INSERT INTO projects (id, name, description, status, owner, created_at, updated_at, version)
  VALUES (:id, :name, :description, :status, :owner, :createdAt, :updatedAt, :version)`

const UPDATE = `
  UPDATE projects
  SET name = :name, description = :description, status = :status, owner = :owner,
      updated_at = :updatedAt, version = version + 1
  WHERE id = :id`

const SQLITE_CONSTRAINT_UNIQUE = 2067

function unlessNameTaken(name: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
    if (code !== SQLITE_CONSTRAINT_UNIQUE) throw error
    const message = `There is already a project named "${name}". Choose another name.`
    const errors = [{ field: 'name', pointer: '#/name', message, type: 'not_unique' }]
    throw new Problem(409, message, { errors })
  }
}
