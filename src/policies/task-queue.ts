import { type Clock, systemClock, type Timer } from '../clock.ts'
import { QueueFullError } from '../errors.ts'
import {
  emptyLine,
  lineFind,
  lineJoin,
  lineLeave,
  priorities,
  type Priority,
  type WaitingLine,
} from '../machines/waiting-line.ts'
import { aClock, duration, of, only, read, type Rows, whole } from '../option-checks.ts'
import { abortable, type CallerSignal, signalOf, signalRows, withOptions } from './abortable.ts'

export type TaskQueueOptions = Readonly<{
  /** Tasks at once. 1 to 10 000, default 10. */
  concurrency?: number
  /** Tasks that may wait; the next one gets `QueueFullError`. 0 to 1 000 000, default 1000. */
  maxQueue?: number
  /** Longest wait in line, pauses included; `QueueFullError` after it. Default: no bound. */
  maxWaitMs?: number | false
  clock?: Clock
}>

export type TaskOptions = Readonly<{
  signal?: CallerSignal
  /** `high` before `auto` before `low`, then by arrival. Default `auto`. */
  priority?: Priority
}>

/** A snapshot; plain data. */
export type TaskQueueStats = Readonly<{
  running: number
  waiting: number
  paused: boolean
  /** Tasks that ended well, since the start. */
  succeeded: number
  /** Tasks that threw or rejected. */
  failed: number
  /** Tasks that found the line full, or waited too long. */
  refused: number
}>

export interface TaskQueue {
  /**
   * Runs `fn` when its turn comes: at once where there is room.
   *
   * An abort rejects in the same turn with `signal.reason`. One who waits leaves the line; the place
   * of one who runs is free when `fn` has really ended, so that there are never more at once.
   * A task that waits for another task of the same queue may wait for ever.
   *
   * @throws what `fn` threw, `signal.reason`, `QueueFullError`, the reason of {@link TaskQueue.clear}
   */
  add<T>(
    fn: (context: Readonly<{ signal: AbortSignal }>) => T | PromiseLike<T>,
    options?: TaskOptions,
  ): Promise<T>
  /** Tasks in line. */
  readonly size: number
  /** Tasks that run. */
  readonly running: number
  /** Starts no further task; those that run go on. */
  pause(): void
  resume(): void
  /** Resolves once nothing runs and nothing waits: at once where that is so already. */
  onIdle(): Promise<void>
  /** Rejects those in line. @param reason  default: an `AbortError`, as the platform's own */
  clear(reason?: unknown): void
  stats(): TaskQueueStats
}

/**
 * So many tasks at once, the rest in line by priority and then by arrival.
 *
 * @throws ConfigError
 */
export function taskQueue(options: TaskQueueOptions = {}): TaskQueue {
  const queue = begin(options)
  return {
    add: (fn, task) => withOptions(task, (options) => add(queue, fn, options), taskRows),
    get size() {
      return queue.line.places.size
    },
    get running() {
      return queue.running
    },
    pause() {
      queue.paused = true
    },
    resume() {
      queue.paused = false
      advance(queue)
    },
    onIdle: () =>
      new Promise((resolve) => {
        queue.idle.push(resolve)
        advance(queue)
      }),
    clear(reason = new DOMException('The queue was cleared', 'AbortError')) {
      lineFind(queue.line, (task) => {
        drop(queue, task, reason)
        return false
      })
    },
    stats() {
      const { running, line, paused, succeeded, failed, refused } = queue
      return { running, waiting: line.places.size, paused, succeeded, failed, refused }
    },
  }
}

type Task = {
  readonly start: () => void
  readonly reject: (reason: unknown) => void
  timer: Timer
}

type Queue = Readonly<Required<TaskQueueOptions>> & {
  readonly line: WaitingLine<Task>
  /** Those who want to know when nothing is left to do. */
  readonly idle: (() => void)[]
  running: number
  paused: boolean
  succeeded: number
  failed: number
  refused: number
}

const rows: Rows = {
  concurrency: [10, whole, 1, 10_000],
  maxQueue: [1000, whole, 0, 1e6],
  maxWaitMs: [false, duration],
  clock: [systemClock, aClock],
}

const taskRows: Rows = { ...signalRows, priority: [undefined, only, priorities] }

function begin(options: TaskQueueOptions): Queue {
  return {
    ...read<Required<TaskQueueOptions>>('', options, rows),
    ...{ line: emptyLine<Task>(), idle: [], running: 0, paused: false },
    ...{ succeeded: 0, failed: 0, refused: 0 },
  }
}

function add<T>(
  queue: Queue,
  fn: (context: Readonly<{ signal: AbortSignal }>) => T | PromiseLike<T>,
  { signal, priority = 'auto' }: TaskOptions,
): Promise<T> {
  let task: Task | undefined
  const work = () =>
    new Promise<T>((resolve, reject) => {
      of('fn', fn, 'function')
      const start = () => resolve(run(queue, () => fn({ signal: signalOf(signal) })))
      task = { start, reject, timer: undefined }
      join(queue, task, priority)
    })
  return abortable(work, signal, (reason) => task && drop(queue, task, reason))
}

async function run<T>(queue: Queue, fn: () => T | PromiseLike<T>): Promise<T> {
  queue.running += 1
  try {
    const value = await fn()
    queue.succeeded += 1
    return value
  } catch (error) {
    queue.failed += 1
    throw error
  } finally {
    queue.running -= 1
    advance(queue)
  }
}

function join(queue: Queue, task: Task, priority: Priority): void {
  const { line, maxQueue, maxWaitMs, clock } = queue
  lineJoin(line, task, priority, clock.monotonic())
  const refuse = (why: string) => {
    queue.refused += 1
    drop(queue, task, new QueueFullError(why))
  }
  if (maxWaitMs !== false) {
    const late = () => refuse(`it stood in line for ${maxWaitMs} ms`)
    task.timer = clock.setTimer(late, maxWaitMs)
  }
  advance(queue)
  if (line.places.size > maxQueue) refuse(`${maxQueue} tasks are waiting already`)
}

function leave({ line, clock }: Queue, task: Task): void {
  clock.clearTimer(task.timer)
  lineLeave(line, task)
}

/** Ends the wait of one who may be in line; one who runs is past this. */
function drop(queue: Queue, task: Task, reason: unknown): void {
  leave(queue, task)
  task.reject(reason)
  advance(queue)
}

/** Starts those who may run now. */
function advance(queue: Queue): void {
  const { line, concurrency } = queue
  while (!queue.paused && queue.running < concurrency) {
    const task = lineFind(line, () => true)
    if (!task) break
    leave(queue, task)
    task.start()
  }
  if (queue.running + line.places.size > 0) return
  for (const resolve of queue.idle.splice(0)) resolve()
}
