import type { Project, Status } from '../app/project.ts'

/** One change that a person wants, with the words to name it by. */
export type Wish =
  | Readonly<{ type: 'add'; name: string }>
  | Readonly<{ type: 'rename'; id: string; from: string; name: string }>
  | Readonly<{ type: 'status'; id: string; name: string; status: Status }>
  | Readonly<{ type: 'remove'; id: string; name: string }>

/** The change, as one would tell somebody to do it. */
export function inShort(wish: Wish): string {
  switch (wish.type) {
    case 'add':
      return `Add ${named(wish.name)}`
    case 'rename':
      return `Rename ${named(wish.from)} to ${named(wish.name)}`
    case 'status':
      return `Set ${named(wish.name)} to ${wish.status}`
    case 'remove':
      return `Remove ${named(wish.name)}`
  }
}

/** That the change did not happen, where its row says the rest. */
export function undone(wish: Wish): string {
  switch (wish.type) {
    case 'add':
      return 'Not added.'
    case 'rename':
      return `Not renamed to ${named(wish.name)}.`
    case 'status':
      return `Not set to ${wish.status}.`
    case 'remove':
      return 'Not removed.'
  }
}

const named = (name: string): string => `“${name || 'no name'}”`

/** Four renamings, five other statuses and a new row, all at once. */
export function tenWishes(
  rows: readonly Project[],
): readonly Readonly<{ row?: Project; wish: Wish }>[] {
  const changes = rows
    .slice(0, 9)
    .map((row, index) => ({ row, wish: index % 2 ? rename(row) : turn(row) }))
  const adds = Array.from({ length: 10 - changes.length }, () => ({ wish: someNew() }))
  return [...adds, ...changes]
}

function rename({ id, name }: Project): Wish {
  const to = name.endsWith(' II') ? name.slice(0, -3) : `${name} II`
  return { type: 'rename', id, from: name, name: to }
}

const turn = ({ id, name, status }: Project): Wish => ({
  ...{ type: 'status', id, name },
  status: status === 'active' ? 'paused' : 'active',
})

/** Names are unique, and nobody should have to think of one. */
const someNew = (): Wish => ({ type: 'add', name: `Kelp ${crypto.randomUUID().slice(0, 6)}` })
