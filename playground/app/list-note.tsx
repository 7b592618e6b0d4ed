import type { UseQueryResult } from '@tanstack/react-query'
import type { HoldfastError } from 'holdfast'
import { useNetworkStatus } from 'holdfast/react'
import { inWords } from './in-words.ts'
import type { ProjectList } from './project.ts'

/** Says quietly of when the list is, and why it may be old. */
export function ListNote({ list }: { list: UseQueryResult<ProjectList, HoldfastError> }) {
  const network = useNetworkStatus(({ status }) => status)
  const { data, error, dataUpdatedAt } = list
  if (!data) return <p className="list-note">{error ? '' : 'Reading …'}</p>
  const time = new Date(dataUpdatedAt).toLocaleTimeString([], { timeStyle: 'medium' })
  const words = error && inWords(error)
  const trouble = words?.title ?? troubles[network]
  const reading = list.isFetching ? ' Reading …' : ''
  return (
    <p className="list-note">
      <span role="status">
        {trouble && <b>{trouble}. </b>}
        {trouble ? `Shown as of ${time}.` : `As of ${time}.`}
      </span>
      {reading}
      {words && <small>{words.smallPrint}</small>}
    </p>
  )
}

const troubles = {
  online: undefined,
  offline: 'You are offline',
  unreachable: 'The service is not answering',
} as const
