/** One way to call an API: what a tab of the fleet runs. */
export type Contender = Readonly<{
  name: string
  /** True where it gives up by itself, after 30 s or so. */
  hasTimeout: boolean
  /** A new tab with its own client. `wire` is the fetch under it. */
  open: (wire: typeof fetch) => Tab
}>

export type Tab = Readonly<{
  /** Settles when the answer has been read, or it is sure that there will be none. */
  get: (url: string, signal: AbortSignal) => Promise<unknown>
  /** Lets go of timers. */
  close?: () => void
}>

/** An answer that is not a success, for those who bring no error of their own. */
export class StatusError extends Error {
  readonly status: number
  readonly retryAfter: string | null

  constructor(response: Response) {
    super(`answered ${response.status}`)
    this.status = response.status
    this.retryAfter = response.headers.get('retry-after')
  }
}

/** Reads the answer, or throws {@link StatusError} and lets go of it. */
export async function read(response: Response): Promise<unknown> {
  if (response.ok) return response.json()
  await response.body?.cancel()
  throw new StatusError(response)
}
