import { OUTCOMES, type Outcome } from './outcome.ts'

export type ChartPalette = Readonly<{
  fills: Record<Outcome, string | CanvasPattern>
  strokes: Record<Outcome, string>
  grid: string
  muted: string
}>

/** The chart's colours as the theme has them now. What was refused here is hatched: it never left. */
export function chartPalette(): ChartPalette {
  const style = getComputedStyle(document.documentElement)
  const color = (name: string) => style.getPropertyValue(`--${name}`)
  const strokes = Object.fromEntries(OUTCOMES.map((name) => [name, color(name)])) as Record<
    Outcome,
    string
  >
  const refused = hatched(strokes.refused, color('panel'))
  return { fills: { ...strokes, refused }, strokes, grid: color('grid'), muted: color('muted') }
}

function hatched(line: string, ground: string): CanvasPattern | string {
  const size = Math.round(6 * devicePixelRatio)
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size })
  const ink = canvas.getContext('2d')
  if (!ink) return line
  ink.fillStyle = ground
  ink.fillRect(0, 0, size, size)
  ink.strokeStyle = line
  ink.lineWidth = size / 3
  for (const offset of [-size, 0, size]) {
    ink.moveTo(offset - 1, size + 1)
    ink.lineTo(offset + size + 1, -1)
  }
  ink.stroke()
  return ink.createPattern(canvas, 'repeat') ?? line
}
