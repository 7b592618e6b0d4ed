import type { Way } from './stage.ts'

/** Where the contenders run: Node, or a page in Chromium. */
export type Place = Readonly<{
  name: string
  /** @returns wall time in milliseconds */
  run: (contender: string, way: Way, calls: number) => Promise<number>
  /** Processor time that the place has used since its start, in milliseconds, helper threads included. */
  processorMs: () => Promise<number>
  /** Bytes of heap that so many open calls hold, in a place of their own. */
  heldBytes: (contender: string, calls: number, inLine: boolean) => Promise<number>
  close: () => Promise<void>
}>
