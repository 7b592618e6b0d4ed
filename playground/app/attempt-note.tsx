import { useNow, useProgress } from './live.ts'

/** How far the transport has come with a call that did not succeed at once. */
export function AttemptNote({ method, path }: { method: string; path: string }) {
  const progress = useProgress(method, path)
  const now = useNow()
  if (!progress || progress.attempt < 2) return null
  const { attempt, mostAttempts, nextAt } = progress
  const waitS = nextAt === undefined ? 0 : Math.max(0, nextAt - now) / 1_000
  return (
    <span className="attempt-note">
      attempt {attempt} of {mostAttempts}
      <span className="when">{waitS > 0 ? ` in ${waitS.toFixed(1)} s` : ' under way'}</span>
    </span>
  )
}
