import { SAMPLES } from './rich-text-samples.ts'

type SamplesProps = Readonly<{ current: string; onPick: (html: string) => void }>

/** Texts to begin with. */
export function Samples({ current, onPick }: SamplesProps) {
  return (
    <div className="samples" role="group" aria-label="Samples">
      {SAMPLES.map(({ name, hint, isHostile, html }) => (
        <button
          key={name}
          type="button"
          data-hostile={isHostile}
          aria-pressed={current === html}
          onClick={() => onPick(html)}
        >
          <strong>{name}</strong>
          <span>{hint}</span>
        </button>
      ))}
    </div>
  )
}
