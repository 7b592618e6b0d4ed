import { GateCell } from './gate-cell.tsx'
import { gateState } from './gate-state.ts'
import { usePicture } from './live.ts'
import { SwitchGlyph } from './switch-glyph.tsx'

/** The way of a request through the gate: the line, the four locks, and what retries may spend. */
export function GateStrip() {
  const gate = gateState(usePicture().stats)
  const { phase, probeMs, pausedMs, room, limit, waiting, inFlight, slots } = gate
  const { tokens, mostTokens } = gate
  return (
    <ol className="gate-strip" aria-label="The gate">
      <GateCell name="Line" value={waiting} unit="waiting" state={waiting > 0 ? 'busy' : 'open'} />
      <GateCell
        name="Pause"
        value={pausedMs > 0 ? seconds(pausedMs) : 'none'}
        unit={pausedMs > 0 ? 'server said wait' : 'from the server'}
        state={pausedMs > 0 ? 'shut' : 'open'}
      />
      <GateCell
        name="Circuit"
        value={
          <>
            <SwitchGlyph phase={phase} />
            {phase}
          </>
        }
        unit={phase === 'closed' ? `${gate.circuits} watched` : gate.circuit}
        state={({ closed: 'open', 'half-open': 'busy', open: 'shut' } as const)[phase]}
        title={
          phase === 'closed'
            ? undefined
            : probeMs > 0
              ? `next probe in ${seconds(probeMs)}`
              : 'the next call probes'
        }
      />
      <GateCell
        name="Rate"
        value={room}
        of={limit}
        unit="left this minute"
        share={room / limit}
        state={room === 0 ? 'shut' : room / limit < 0.2 ? 'busy' : 'open'}
      />
      <GateCell
        name="Slots"
        value={inFlight}
        of={slots}
        unit="in flight"
        share={inFlight / slots}
        state={inFlight >= slots ? 'shut' : 'open'}
      />
      <GateCell
        name="Retry budget"
        value={tokens.toFixed(1).replace('.0', '')}
        of={mostTokens}
        unit="tokens"
        share={tokens / mostTokens}
        state={tokens < 1 ? 'shut' : tokens < mostTokens / 2 ? 'busy' : 'open'}
      />
    </ol>
  )
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
