import { isStatus, type Status, STATUSES } from './project.ts'

type StatusSelectProps = Readonly<{
  label: string
  value: Status
  busy: boolean
  onChange: (status: Status) => void
}>

/** A status as a chip that can be changed in its place. */
export function StatusSelect({ label, value, busy, onChange }: StatusSelectProps) {
  return (
    <span className="status-chip" data-status={value} data-busy={busy}>
      <i aria-hidden="true" />
      <select
        aria-label={label}
        value={value}
        disabled={busy}
        onChange={({ target }) => isStatus(target.value) && onChange(target.value)}
      >
        {STATUSES.map((status) => (
          <option key={status}>{status}</option>
        ))}
      </select>
    </span>
  )
}
