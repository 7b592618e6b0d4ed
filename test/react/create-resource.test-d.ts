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
