import { QueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type Client, createClient, type HoldfastError } from 'holdfast'
import {
  apiInfiniteQuery,
  apiMutation,
  apiQuery,
  useApiMutation,
  useApiQuery,
  useInfiniteApiQuery,
  useSuspenseApiQuery,
} from 'holdfast/react'
import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'

type Project = { id: number; name: string }
const client = createClient()
const schema = z.object({ at: z.coerce.date() })

test('data has the type given, and the error is ours', () => {
  const { data, error } = useApiQuery<Project>('projects/7')
  expectTypeOf(data).toEqualTypeOf<Project | undefined>()
  expectTypeOf(error).toEqualTypeOf<HoldfastError | null>()
})

test('data has the type that the schema makes', () => {
  expectTypeOf(useApiQuery('clock', { schema }).data).toEqualTypeOf<{ at: Date } | undefined>()
})

test('select is inferred from the schema, or typed by hand', () => {
  const { data } = useApiQuery('clock', { schema, select: ({ at }) => at.getTime() })
  expectTypeOf(data).toEqualTypeOf<number | undefined>()
  const count = useApiQuery<Project[], number>('projects', { select: (all) => all.length })
  expectTypeOf(count.data).toEqualTypeOf<number | undefined>()
})

test("takes TanStack's options, and no retry", () => {
  useApiQuery<Project>('projects/7', { enabled: false, staleTime: 0, throwOnError: true })
  // @ts-expect-error: the client retries
  useApiQuery<Project>('projects/7', { retry: 3 })
  // @ts-expect-error: the client retries
  useApiMutation({ mutationFn: () => Promise.resolve(1), retry: 3 })
})

test('the factory serves other hooks, loaders and the cache', async () => {
  const query = apiQuery<Project>(client, 'projects/7')
  expectTypeOf(useSuspenseQuery(query).data).toEqualTypeOf<Project>()
  const queryClient = new QueryClient()
  expectTypeOf(await queryClient.query(query)).toEqualTypeOf<Project>()
  expectTypeOf(queryClient.getQueryData(query.queryKey)).toEqualTypeOf<Project | undefined>()
})

test('a mutation infers its variables and its data', () => {
  const create = useApiMutation({
    mutationFn: (name: string, api: Client) =>
      api.post('projects', { json: { name } }).json<Project>(),
    onSuccess: (project, name) => {
      expectTypeOf(project).toEqualTypeOf<Project>()
      expectTypeOf(name).toEqualTypeOf<string>()
    },
  })
  expectTypeOf(create.mutateAsync).returns.resolves.toEqualTypeOf<Project>()
  expectTypeOf(create.error).toEqualTypeOf<HoldfastError | null>()
  const remove = useApiMutation({ mutationFn: () => client.delete('projects/7').json() })
  expectTypeOf(remove.mutate).toBeCallableWith()
  expectTypeOf(
    apiMutation(client, { mutationFn: () => Promise.resolve(1) }).retry,
  ).toExtend<unknown>()
})

test('suspended data is always there, and cannot be switched off', () => {
  expectTypeOf(useSuspenseApiQuery<Project>('projects/7').data).toEqualTypeOf<Project>()
  expectTypeOf(useSuspenseApiQuery('clock', { schema }).data).toEqualTypeOf<{ at: Date }>()
  // @ts-expect-error: a suspended query is always enabled
  useSuspenseApiQuery<Project>('projects/7', { enabled: false })
})

test('pages have the type given, or the one their schema makes', async () => {
  type Page = { items: Project[]; next: string | null }
  const given = useInfiniteApiQuery<Page>('projects', { getNextPageParam: ({ next }) => next })
  expectTypeOf(given.data?.pages).toEqualTypeOf<Page[] | undefined>()
  expectTypeOf(given.error).toEqualTypeOf<HoldfastError | null>()
  const pageSchema = z.object({ at: z.array(z.coerce.date()), next: z.number().optional() })
  const query = apiInfiniteQuery(client, 'log', {
    schema: pageSchema,
    getNextPageParam: ({ next }) => next,
  })
  const { pages } = await new QueryClient().infiniteQuery(query)
  expectTypeOf(pages[0]?.at).toEqualTypeOf<Date[] | undefined>()
  // @ts-expect-error: the client retries
  apiInfiniteQuery(client, 'log', { getNextPageParam: () => undefined, retry: 3 })
})
