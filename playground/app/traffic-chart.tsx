import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { ceiling, chartOptions } from './chart-options.ts'
import { chartPalette } from './chart-palette.ts'
import { onPicture, type Picture } from './live.ts'
import { OUTCOMES } from './outcome.ts'
import { WINDOW_SECONDS } from './tally.ts'
import { useTheme } from './theme-toggle.tsx'

const HEIGHT = 190

/** The last minute of requests by outcome, moving. Its figures are in the legend, for those who listen. */
export function TrafficChart() {
  const box = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  useEffect(() => (box.current ? drawIn(box.current) : undefined), [theme])
  return (
    <div
      ref={box}
      className="chart"
      style={{ height: HEIGHT }}
      role="img"
      aria-label="Requests of the last 60 seconds by outcome, one bar a second. The counts are below."
    />
  )
}

/** Draws until told to stop. */
function drawIn(box: HTMLElement): () => void {
  let latest: Picture | undefined
  const shape = {
    width: box.clientWidth,
    height: HEIGHT,
    palette: chartPalette(),
    spans: () => latest?.spans ?? [],
  }
  const chart = new uPlot(chartOptions(shape), stacked([]), box)
  const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)')
  const stopDrawing = onPicture((picture) => {
    const now = picture.now / 1_000
    // Whoever wants no motion sees the bars step once a second.
    if (isCalm.matches && Math.floor(now) === Math.floor((latest?.now ?? 0) / 1_000)) return
    latest = picture
    const max = isCalm.matches ? Math.floor(now) + 1 : now
    chart.batch(() => {
      const data = stacked(picture.seconds)
      chart.setData(data, false)
      chart.setScale('x', { min: max - WINDOW_SECONDS, max })
      chart.setScale('y', { min: 0, max: ceiling(Math.max(...(data[1] as number[]))) })
    })
  })
  const resize = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT }))
  resize.observe(box)
  return () => {
    resize.disconnect()
    stopDrawing()
    chart.destroy()
  }
}

/** Instants, then one row of sums for each outcome, from the whole down to the first alone. */
function stacked(seconds: Picture['seconds']): uPlot.AlignedData {
  const rows = OUTCOMES.map((_, index) =>
    seconds.map(({ counts }) =>
      OUTCOMES.slice(0, index + 1).reduce((sum, outcome) => sum + counts[outcome], 0),
    ),
  )
  return [seconds.map(({ second }) => second + 0.5), ...rows.reverse()]
}
