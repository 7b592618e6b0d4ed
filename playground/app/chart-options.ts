import uPlot from 'uplot'
import type { ChartPalette } from './chart-palette.ts'
import { OUTCOMES } from './outcome.ts'
import type { Span } from './phases.ts'
import { WINDOW_SECONDS } from './tally.ts'

export type ChartShape = Readonly<{
  width: number
  height: number
  palette: ChartPalette
  /** Times in which a circuit was not closed, in the order of time. */
  spans: () => readonly Span[]
}>

/** A stack of four series over the last minute, the whole first: each smaller sum is drawn over it. */
export function chartOptions({ width, height, palette, spans }: ChartShape): uPlot.Options {
  const bars = uPlot.paths.bars?.({ size: [0.86, 40], align: 0 })
  const axis = { stroke: palette.muted, font: '11px ui-monospace, DejaVu Sans Mono, monospace' }
  const grid = { stroke: palette.grid, width: 1 }
  return {
    width,
    height,
    padding: [10, 14, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, auto: false },
      y: { auto: false, range: (_, min, max) => [min, max] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 6,
        grid: { show: false },
        ticks: { show: false },
        splits: (u) => marks.map((back) => (u.scales['x']?.max ?? 0) - back),
        values: () => marks.map((back) => (back === 0 ? 'now' : `−${back} s`)),
      },
      {
        ...axis,
        size: 30,
        gap: 6,
        grid,
        ticks: { show: false },
        splits: (u) => [0, 0.5, 1].map((share) => share * (u.scales['y']?.max ?? 0)),
        values: (_, splits) => splits.map(String),
      },
    ],
    series: [
      {},
      ...[...OUTCOMES].reverse().map((outcome) => ({
        label: outcome,
        points: { show: false },
        width: 0,
        fill: () => palette.fills[outcome] as string,
        ...(bars && { paths: bars }),
      })),
    ],
    hooks: { drawClear: [(u) => shade(u, palette, spans())] },
  }
}

/** Seconds back from now at which the axis is labelled. */
const marks = [WINDOW_SECONDS, 45, 30, 15, 0]

/** The top of the scale for the highest bar: few steps, so that it seldom jumps. */
export const ceiling = (most: number): number =>
  [4, 10, 20, 40, 60, 100, 200, 400].find((step) => step >= most) ?? Math.ceil(most / 500) * 500

/** Where a circuit was open, the ground is tinted. */
function shade(u: uPlot, { strokes }: ChartPalette, spans: readonly Span[]): void {
  const { ctx, bbox } = u
  const now = u.scales['x']?.max ?? 0
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const { phase, from, to } of spans) {
    const left = u.valToPos(from / 1_000, 'x', true)
    const right = u.valToPos(Math.min(now, (to ?? Number.POSITIVE_INFINITY) / 1_000), 'x', true)
    const color = phase === 'open' ? strokes.failed : strokes.throttled
    ctx.fillStyle = color
    ctx.globalAlpha = 0.13
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.globalAlpha = 0.9
    ctx.fillRect(left, bbox.top, right - left, 2 * devicePixelRatio)
  }
  ctx.restore()
}
