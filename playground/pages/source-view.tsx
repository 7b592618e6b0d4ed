import type { Piece } from './source-diff.ts'

type SourceViewProps = Readonly<{ label: string; pieces: readonly Piece[] }>

/** Source with what was taken out struck through and what was put in underlined. */
export function SourceView({ label, pieces }: SourceViewProps) {
  let at = 0
  return (
    // Scrolls, so the keyboard must reach it.
    <pre className="source" tabIndex={0} role="region" aria-label={label}>
      {pieces.map(({ kind, text }) => {
        const key = `${kind} ${(at += text.length)}`
        if (kind === 'out') return <del key={key}>{text}</del>
        if (kind === 'in') return <ins key={key}>{text}</ins>
        return <span key={key}>{text}</span>
      })}
    </pre>
  )
}
