import { useNow } from './live.ts'

const MINUTE_MS = 60_000
const STEP_MS = 15_000

/** How long ago an instant was, kept up to date. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow(STEP_MS) + STEP_MS // the step that is under way, so that no age is behind
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {ago(now - Date.parse(at))}
    </time>
  )
}

function ago(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = Math.floor(hours / 24)
  return days < 60 ? `${days} d ago` : `${Math.floor(days / 30)} mo ago`
}
