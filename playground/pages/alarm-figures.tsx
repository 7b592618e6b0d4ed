import { useAlarm } from './alarm.ts'
import { Figure, Figures } from './figures.tsx'
import type { Piece } from './source-diff.ts'

type AlarmFiguresProps = Readonly<{
  pieces: readonly Piece[]
  /** Scripts that the markup ran where nothing was taken out of it. */
  unsafe: number
}>

/** Whether anything ran here, whether it would have elsewhere, and what it cost the text. */
export function AlarmFigures({ pieces, unsafe }: AlarmFiguresProps) {
  const rung = useAlarm()
  const out = pieces.filter(({ kind }) => kind === 'out')
  return (
    <Figures>
      <Figure
        name="Alarm"
        isLive
        value={rung}
        unit={`${rung === 0 ? 'no script' : scripts(rung)} ran in this page`}
        tone={rung === 0 ? 'good' : 'bad'}
      />
      <Figure
        name="Not sanitised"
        value={unsafe}
        unit={`${unsafe === 1 ? 'script' : 'scripts'} ran in a sealed frame`}
        {...(unsafe > 0 && { tone: 'bad' as const })}
      />
      <Figure
        name="Taken out"
        value={out.reduce((sum, { text }) => sum + text.length, 0)}
        unit={`characters in ${out.length} ${out.length === 1 ? 'place' : 'places'}`}
      />
    </Figures>
  )
}

const scripts = (count: number): string => (count === 1 ? '1 script' : `${count} scripts`)
