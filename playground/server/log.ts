/** Writes one event; `fields` must hold nothing secret: no header values, no bodies, no query values. */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void

/** Takes one finished line without its line break. */
export type LineWriter = (line: string) => void

/**
 * Makes a structured log: one JSON object a line, `event` first and `time` (ISO 8601) last.
 *
 * JSON escapes line breaks, so a value that came from a client cannot forge a second line.
 *
 * @param write  default: standard output
 * @param now  wall clock in milliseconds; default `Date.now`
 */
export function createLog(write: LineWriter = toStandardOutput, now: () => number = Date.now): Log {
  return (event, fields) =>
    write(JSON.stringify({ event, ...fields, time: new Date(now()).toISOString() }))
}

function toStandardOutput(line: string): void {
  process.stdout.write(`${line}\n`)
}
