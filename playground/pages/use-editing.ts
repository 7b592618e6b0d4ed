import { begin, type Edit, end } from './edit-log.ts'
import { OWNER, projects } from './project-resource.ts'
import type { Wish } from './wish.ts'

export type Editing = Readonly<{
  /** Does what is wanted, and takes note of it. A new row needs no key: it gets one. */
  want: (wish: Wish, row?: string) => void
  /** The same once more, under the same idempotency key. */
  again: (edit: Edit) => void
}>

const SILENT = { meta: { silent: true } }

/**
 * Every change of the list. The hooks stand here and not in the rows: a row that is removed takes its
 * hooks along, and nobody would hear that the removal failed.
 */
export function useEditing(): Editing {
  const { mutateAsync: create } = projects.useCreate(SILENT)
  const { mutateAsync: update } = projects.useUpdate(SILENT)
  const { mutateAsync: remove } = projects.useRemove(SILENT)

  const write = (wish: Wish, idempotencyKey: string): Promise<unknown> => {
    const options = { idempotencyKey }
    switch (wish.type) {
      case 'add':
        return create({ name: wish.name, owner: OWNER }, options)
      case 'rename':
        return update({ id: wish.id, name: wish.name }, options)
      case 'status':
        return update({ id: wish.id, status: wish.status }, options)
      case 'remove':
        return remove(wish.id, options)
    }
  }
  const send = (key: string, row: string, wish: Wish) => {
    begin(key, row, wish)
    write(wish, key).then(
      () => end(key),
      (error: unknown) => end(key, error),
    )
  }
  return {
    want(wish, row) {
      const key = crypto.randomUUID()
      send(key, row ?? key, wish)
    },
    again: ({ key, row, wish }) => send(key, row, wish),
  }
}
