import { type Clock, systemClock } from '../clock.ts'
import { AbortedError, ConfigError } from '../errors.ts'
import { aClock, number, of, read, whole } from '../option-checks.ts'
import { abortable, type CallerSignal, type CallOptions, withOptions } from './abortable.ts'
import type { SharedContext } from './request-batcher.ts'

export type LoaderOptions<K extends string | number, V> = Readonly<{
  /**
   * Asks for many ids at once; each of them stands there once. The signal aborts when nobody waits
   * any more. An `Error` in the place of a value is the failure of that id alone.
   */
  fetchMany: (ids: K[], context: SharedContext) => Answers<K, V> | PromiseLike<Answers<K, V>>
  /** Ids in one request; more than that go in several, at once. 1 to 1 000 000, default 100. */
  maxBatch?: number
  /**
   * How long the first id waits for others. 0 or more; the default 0 waits for no timer, so a hidden
   * tab loads as fast as a visible one, and takes together what is asked for before the program
   * awaits anything.
   */
  windowMs?: number
  /**
   * Who is asking, such as the client's own `user`: nobody joins another one's request, and what has
   * not been sent when it is somebody else fails with `AbortedError`. Asked at each `load` and before
   * each request. Default: one for all.
   */
  user?: () => string | undefined
  clock?: Clock
}>

/** An array answers every id, in their order; in a `Map` each is found by its id, the type included. */
export type Answers<K, V> = readonly (V | Error)[] | ReadonlyMap<K, V | Error>

export interface Loader<K, V> {
  /**
   * The value of one id. Usable as it is, as in `ids.map(loader.load)`: the index is ignored.
   *
   * @throws the id's own `Error`; whatever `fetchMany` threw; `signal.reason`, in the turn of the abort;
   *   `AbortedError` where the user is another one; `ConfigError` for an answer that is none, or is none for this id
   */
  load(id: K, options?: CallOptions | number): Promise<V>
  /**
   * The values of many ids in their order. An id's own `Error` stands in its place, so that one that
   * is gone does not cost the others; a request that failed rejects.
   */
  loadMany(ids: readonly K[], options?: CallOptions): Promise<(V | Error)[]>
  /** For after a write: whoever asks from now on joins no request that has been sent before. */
  clear(): void
  /** Ids that wait for their request or for its answer; of those sent before `clear()` none. */
  readonly size: number
}

/**
 * A list of fifty rows that each ask for their author makes one request for the authors.
 *
 * Ids that are asked for at the same time go out together, each of them once, also while its request
 * is in flight. An answer is not kept: a cache does that. An id whose callers have all left before
 * the request goes out is not asked for.
 *
 * @throws ConfigError
 */
export function createLoader<K extends string | number, V>(
  options: LoaderOptions<K, V>,
): Loader<K, V> {
  const settings = read<Required<LoaderOptions<K, V>>>('', options, {
    fetchMany: [null, of, 'function'],
    maxBatch: [100, whole, 1, 1e6],
    windowMs: [0, number, 0, 1e12],
    user: [() => undefined, of, 'function'],
    clock: [systemClock, aClock],
  })
  const desk = new Desk(settings)
  return {
    load: (id, options) =>
      withOptions(typeof options === 'number' ? undefined : options, async ({ signal }) => {
        const [answer] = await desk.ask([id], signal)
        if (answer instanceof Error) throw answer
        return answer as V
      }),
    loadMany: (ids, options) => withOptions(options, ({ signal }) => desk.ask(ids, signal)),
    clear: () => desk.clear(),
    get size() {
      return desk.wanted.size
    },
  }
}

/** Ids that go out together. */
type Batch<K, V> = {
  /** Whose they are. */
  readonly user: string
  /** How many wait for each id: none left, none needed. */
  readonly callers: Map<K, number>
  readonly controller: AbortController
  /** Sends it, in the next microtask. */
  readonly go: () => void
  readonly answers: Promise<ReadonlyMap<K, V | Error>>
}

class Desk<K extends string | number, V> {
  /** Where the answer to an id will come from. */
  readonly wanted: Map<K, Batch<K, V>> = new Map()
  readonly #options: Required<LoaderOptions<K, V>>
  /** The batch that further ids may join. */
  #forming: Batch<K, V> | undefined

  constructor(options: Required<LoaderOptions<K, V>>) {
    this.#options = options
  }

  ask(ids: readonly K[], signal: CallerSignal): Promise<(V | Error)[]> {
    const joined: (readonly [K, Batch<K, V>])[] = []
    const leave = (reason: unknown) => {
      for (const [id, batch] of joined.splice(0)) this.#leave(id, batch, reason)
    }
    const join = () => {
      for (const id of ids) of('id', id, typeof id === 'number' ? 'number' : 'string')
      const user = this.#user()
      for (const id of ids) joined.push([id, this.#join(id, user)])
      return Promise.all(
        joined.map(async ([id, batch]) => {
          const answers = await batch.answers
          return answers.has(id) ? (answers.get(id) as V | Error) : wrong('without this id')
        }),
      )
    }
    const all = abortable(join, signal, leave)
    // One request of several failed: the answers of the others are of no use to this caller.
    all.catch(leave)
    return all
  }

  clear(): void {
    for (const [id, batch] of this.wanted) if (batch !== this.#forming) this.wanted.delete(id)
  }

  #user(): string {
    return userText(this.#options.user())
  }

  /** The user's batch that has this id, in flight or not, or else the one that is forming. */
  #join(id: K, user: string): Batch<K, V> {
    let batch = this.wanted.get(id)
    if (batch?.user !== user) batch = undefined
    if (this.#forming?.user !== user) this.#forming = undefined
    batch ??= this.#forming ??= this.#open(user)
    const { callers } = batch
    this.wanted.set(id, batch)
    callers.set(id, (callers.get(id) ?? 0) + 1)
    if (callers.size >= this.#options.maxBatch) this.#close(batch)
    return batch
  }

  /** A caller of this id has gone. */
  #leave(id: K, batch: Batch<K, V>, reason: unknown): void {
    const { callers, controller } = batch
    const count = callers.get(id)
    // None where the answer is there already.
    if (count === undefined) return
    callers.set(id, count - 1)
    if (count === 1) this.#forget(id, batch)
    if (callers.size > 0) return
    this.#close(batch)
    controller.abort(reason)
  }

  #open(user: string): Batch<K, V> {
    const { windowMs, clock } = this.#options
    let go: () => void = () => undefined
    const departure = new Promise<void>((resolve) => {
      // In the next microtask, so that one who asks and leaves in the same breath costs no request.
      const timer = windowMs > 0 ? clock.setTimer(resolve, windowMs) : resolve()
      go = () => {
        clock.clearTimer(timer)
        resolve()
      }
    })
    const batch: Batch<K, V> = {
      ...{ user, callers: new Map<K, number>(), controller: new AbortController(), go },
      answers: departure.then(() => this.#send(batch)),
    }
    return batch
  }

  /** Nobody joins it with a new id from now on. */
  #close(batch: Batch<K, V>): void {
    if (this.#forming === batch) this.#forming = undefined
    batch.go()
  }

  async #send(batch: Batch<K, V>): Promise<ReadonlyMap<K, V | Error>> {
    const { callers, controller } = batch
    const ids = [...callers.keys()]
    this.#close(batch)
    try {
      if (ids.length === 0) return new Map()
      if (batch.user !== this.#user()) throw new AbortedError()
      return byId(ids, await this.#options.fetchMany([...ids], { signal: controller.signal }))
    } finally {
      for (const id of ids) this.#forget(id, batch)
    }
  }

  /** The next who asks for this id asks anew. */
  #forget(id: K, batch: Batch<K, V>): void {
    batch.callers.delete(id)
    if (this.wanted.get(id) === batch) this.wanted.delete(id)
  }
}

/** @throws ConfigError for what cannot be the answer to these ids */
function byId<K, V>(ids: readonly K[], answers: Answers<K, V>): ReadonlyMap<K, V | Error> {
  if (answers instanceof Map) return answers
  if (!Array.isArray(answers)) throw wrong('neither an array nor a Map')
  const values: readonly (V | Error)[] = answers
  if (values.length !== ids.length)
    throw wrong(`an array of ${values.length} for ${ids.length} ids`)
  return new Map(ids.map((id, index) => [id, values[index] as V]))
}

const wrong = (what: string): Error =>
  new ConfigError(
    'the answer of fetchMany',
    Symbol(what),
    'a value or an Error for each id, in a Map by id or in an array in their order',
  )

const userText = (user = ''): string => of('user', user, 'string')
