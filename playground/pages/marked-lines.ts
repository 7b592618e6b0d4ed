/** A run of lines with something marked near, or one without. */
export type Run = Readonly<{ at: number; isShown: boolean; lines: readonly string[] }>

/** Lines kept in sight before and after a marked one, so that one sees where it stands. */
const AROUND = 2
/** A shorter run is not worth folding. */
const SHORTEST_FOLD = 4

/** The dev server's version behind the name of a file: masked like every query, and of no interest. */
const fileVersion = /\?[tv]=/

/** Cuts a text into runs of lines that hold one of the marks, or are near to one, and the rest. */
export function runsOf(text: string, marks: readonly string[]): readonly Run[] {
  const lines = text.split('\n')
  const shown = lines.map(() => false)
  for (const [index, line] of lines.entries()) {
    if (fileVersion.test(line) || !marks.some((mark) => line.includes(mark))) continue
    shown.fill(true, Math.max(0, index - AROUND), index + AROUND + 1)
  }
  const runs: Run[] = []
  for (const [at, line] of lines.entries()) {
    const last = runs.at(-1)
    const isShown = shown[at] === true
    if (last?.isShown === isShown) runs[runs.length - 1] = { ...last, lines: [...last.lines, line] }
    else runs.push({ at, isShown, lines: [line] })
  }
  return runs.map((run) =>
    run.lines.length < SHORTEST_FOLD || runs.length === 1 ? { ...run, isShown: true } : run,
  )
}

/** A line as marked and plain parts in turn, the first plain. */
export function partsOf(line: string, marks: readonly string[]): readonly string[] {
  const pattern = marks.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return pattern === '' ? [line] : line.split(new RegExp(`(${pattern})`))
}
