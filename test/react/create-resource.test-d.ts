import type { HoldfastError } from 'holdfast'
import { createResource } from 'holdfast/react'
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'

type Project = { id: string; name: string }

test('rows have the type given', () => {
  const projects = createResource<Project>({ path: 'projects' })
  const { data, error } = projects.useList()
  expectTypeOf(data).toEqualTypeOf<readonly Project[] | undefined>()
  expectTypeOf(error).toEqualTypeOf<HoldfastError | null>()
  expectTypeOf(projects.useItem('7').data).toEqualTypeOf<Project | undefined>()
  projects.useUpdate().mutate({ id: '7', name: 'Apollo' })
  // @ts-expect-error: there is no such member
  projects.useUpdate().mutate({ id: '7', title: 'Apollo' })
  // @ts-expect-error: which row?
  projects.useUpdate().mutate({ name: 'Apollo' })
})

test('rows have the type that their schema makes', () => {
  const schema = z.object({ id: z.number(), at: z.coerce.date() })
  const events = createResource({ path: 'events', schema })
  expectTypeOf(events.useItem(7).data?.at).toEqualTypeOf<Date | undefined>()
  expectTypeOf(events.useCreate().mutateAsync).returns.resolves.toHaveProperty('at')
  events.useRemove().mutate(7)
  // @ts-expect-error: ids are numbers
  events.useRemove().mutate('7')
})

test('rows without an `id` are named by a function', () => {
  type Task = { uuid: string; title: string }
  const idOf = ({ uuid }: Task) => uuid
  const tasks = createResource<Task>({
    path: 'tasks',
    idOf,
    rows: (body: { data: Task[] }) => body.data,
    update: 'PUT',
  })
  expectTypeOf(tasks.useList().data).toEqualTypeOf<readonly Task[] | undefined>()
  tasks.useUpdate().mutate({ id: 'a', title: 'A' })
  const schema = z.object({ _id: z.number() })
  const parsed = createResource({ path: 'tasks', schema, idOf: ({ _id }) => _id })
  expectTypeOf(parsed.useItem(7).data).toEqualTypeOf<{ _id: number } | undefined>()
  // @ts-expect-error: where is the id?
  createResource<Task>({ path: 'tasks' })
})
