import { useApiQuery } from 'holdfast/react'
import { useMemo } from 'react'
import type { ProjectList } from './project.ts'
import { PAGE_SIZE } from './use-project-page.ts'

/** Paths for the traffic generator: the projects of the first page, one by one. */
export function useSamplePaths(): readonly string[] {
  const { data } = useApiQuery<ProjectList>('projects', {
    searchParams: { limit: PAGE_SIZE },
    meta: { silent: true },
  })
  return useMemo(() => data?.items.map(({ id }) => `projects/${id}`) ?? [], [data])
}
