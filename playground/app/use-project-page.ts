import { keepPreviousData, type UseQueryResult } from '@tanstack/react-query'
import type { HoldfastError } from 'holdfast'
import { useApiQuery } from 'holdfast/react'
import type { ProjectList, Status } from './project.ts'

export type PageOf = Readonly<{ status: Status | undefined; cursor: string | undefined }>

/** Rows of one portion of the list. */
export const PAGE_SIZE = 8

/** Where nobody named a time, a list that failed is asked for again after this long. */
const AGAIN_MS = 10_000

/**
 * One portion of the list. The one before stays until the next is there, and after a failure it is
 * asked for again when the SDK says that this makes sense.
 */
export const useProjectPage = ({
  status,
  cursor,
}: PageOf): UseQueryResult<ProjectList, HoldfastError> =>
  useApiQuery<ProjectList>('projects', {
    searchParams: { limit: PAGE_SIZE, status, cursor },
    placeholderData: keepPreviousData,
    meta: { silent: true },
    refetchInterval: ({ state }) =>
      state.status === 'error' && Math.max(250, state.error?.retryAfterMs ?? AGAIN_MS),
  })
