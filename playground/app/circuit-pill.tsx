import { useCircuit } from 'holdfast/react'
import { gateState } from './gate-state.ts'
import { useNow, usePicture } from './live.ts'
import { shortEndpoint } from './log-entry.ts'
import { SwitchGlyph } from './switch-glyph.tsx'

const NAMES = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF-OPEN' } as const

/**
 * The worst circuit. One of an endpoint goes by its name: the gate is well, and only a call to that
 * endpoint will tell whether it is too. With all closed, the note says what else holds calls back.
 */
export function CircuitPill() {
  const { state, endpoint, retryAt } = useCircuit()
  const waitMs = Math.max(0, (retryAt ?? 0) - useNow())
  const next = waitMs > 0 ? `probe in ${Math.ceil(waitMs / 1_000)} s` : 'next call probes'
  const { pausedMs, room } = gateState(usePicture().stats)
  const flow = pausedMs > 0 ? 'server said wait' : room > 0 ? 'requests flow' : 'rate used up'
  const name = endpoint === undefined ? NAMES[state] : shortEndpoint(endpoint)
  return (
    <div className="circuit-pill" data-phase={state} title={endpoint && `${name} is ${state}`}>
      <SwitchGlyph phase={state} />
      <span role="status">
        <span className="visually-hidden">Circuit </span>
        <strong>{name}</strong>
        {endpoint !== undefined && <span className="visually-hidden"> {state}</span>}
      </span>
      <span className="note">{state === 'closed' ? flow : next}</span>
    </div>
  )
}
