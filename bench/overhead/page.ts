import { leaveOpen, run } from './stage.ts'

/** What the page gives to whoever drives it. */
declare global {
  var bench: { run: typeof run; leaveOpen: typeof leaveOpen }
}

globalThis.bench = { run, leaveOpen }
