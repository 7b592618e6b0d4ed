import { useQueryClient } from '@tanstack/react-query'
import { apiKey, ErrorBoundary, useApiQuery, useClient } from 'holdfast/react'
import { useEffect, useState } from 'react'
import { AttemptNote } from '../app/attempt-note.tsx'
import { clearRules, onRules, putRule } from '../app/chaos-api.ts'
import { healthy } from '../app/chaos-rule.ts'
import type { ProjectList } from '../app/project.ts'
import { BoundaryCard } from './boundary-card.tsx'

const PREFIX = '/api/v1/projects'
const LIST = { limit: 3 }

/** Breaks the real backend: the transport tries first, then the boundary shows what came of it. */
export function QueryCard() {
  const isBroken = useIsBroken()
  const [isBusy, setBusy] = useState(false)
  const [client, queryClient] = [useClient(), useQueryClient()]
  const toggle = async () => {
    setBusy(true)
    try {
      if (isBroken) await clearRules(PREFIX)
      else await putRule({ ...healthy(PREFIX), errorRatio: 1, errorStatus: 500 })
    } finally {
      setBusy(false)
    }
    if (!isBroken) void queryClient.refetchQueries({ queryKey: apiKey(client, 'projects', LIST) })
  }
  return (
    <BoundaryCard
      title="Query with throwOnError"
      hint="Break has the real backend answer 500 to all projects, as the desk says."
      breaking={{ isBroken, busy: isBusy, onToggle: () => void toggle() }}
    >
      <ErrorBoundary name="query" resetKeys={[isBroken]}>
        <Names />
      </ErrorBoundary>
    </BoundaryCard>
  )
}

function Names() {
  const { data, isFetching } = useApiQuery<ProjectList>('projects', {
    searchParams: LIST,
    throwOnError: true,
  })
  return (
    <p className="widget">
      <span>{data ? data.items.map(({ name }) => name).join(', ') : 'Reading …'}</span>
      {isFetching && <AttemptNote method="GET" path={PREFIX} />}
    </p>
  )
}

/** What the chaos desk says, whoever told it. */
function useIsBroken(): boolean {
  const [isBroken, setBroken] = useState(false)
  useEffect(
    () =>
      onRules((rules) =>
        setBroken(rules.some(({ prefix, errorRatio }) => prefix === PREFIX && errorRatio === 1)),
      ),
    [],
  )
  return isBroken
}
