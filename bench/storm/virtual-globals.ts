import { cancel, type VirtualTime, type VirtualTimer } from './virtual-time.ts'

/** The wall clock of every run starts here: a Monday morning. */
const wallStartMs = Date.UTC(2026, 0, 5, 9)

/**
 * Puts virtual time and seeded randomness under everybody who uses the platform's: the rivals know
 * no other. Microtasks, `process.nextTick` and `setImmediate` stay real.
 *
 * @returns the function that puts everything back
 */
export function installVirtualGlobals(time: VirtualTime, random: () => number): () => void {
  const undo = [
    replace(globalThis, 'setTimeout', timeoutOf(time)),
    replace(globalThis, 'clearTimeout', cancel),
    replace(globalThis, 'setInterval', intervalOf(time)),
    replace(globalThis, 'clearInterval', cancel),
    replace(globalThis, 'Date', dateOf(time)),
    replace(performance, 'now', () => time.nowMs),
    replace(Math, 'random', random),
    replace(AbortSignal, 'timeout', (ms: number) => signalAfter(time, ms)),
    ...keepAborts(),
  ]
  return () => undo.forEach((each) => each())
}

type Callback = (...args: unknown[]) => void

const timeoutOf =
  (time: VirtualTime) =>
  (callback: Callback, ms = 0, ...args: unknown[]): VirtualTimer =>
    time.after(ms, () => callback(...args))

const intervalOf =
  (time: VirtualTime) =>
  (callback: Callback, ms = 0, ...args: unknown[]): VirtualTimer => {
    const stepMs = Math.max(1, ms)
    // The handle that is given back stands for all the timers to come.
    const handle = time.after(Number.MAX_SAFE_INTEGER, () => undefined)
    const again = () => {
      if (handle.callback === undefined) return
      callback(...args)
      time.after(stepMs, again)
    }
    time.after(stepMs, again)
    return handle
  }

function dateOf(time: VirtualTime): DateConstructor {
  const RealDate = globalThis.Date
  return new Proxy(RealDate, {
    construct: (target, args: [], newTarget: DateConstructor) =>
      Reflect.construct(
        target,
        args.length > 0 ? args : [wallStartMs + time.nowMs],
        newTarget,
      ) as Date,
    get: (target, key, receiver): unknown =>
      key === 'now' ? () => wallStartMs + time.nowMs : Reflect.get(target, key, receiver),
  })
}

function signalAfter(time: VirtualTime, ms: number): AbortSignal {
  const controller = new AbortController()
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  time.after(ms, () => controller.abort(reason))
  return controller.signal
}

/**
 * Node passes an abort on to a copied request through weak references: whether the copy hears of it
 * hangs on the garbage collector. In no browser it does, and chance has no place here: what takes
 * part in aborts lives until the run is over.
 */
function keepAborts(): (() => void)[] {
  const kept: unknown[] = []
  const keep = <T>(value: T): T => {
    kept.push(value)
    return value
  }
  const keeping = <C extends typeof AbortController | typeof Request>(real: C): C =>
    new Proxy(real, {
      construct: (target, args, newTarget: C) =>
        keep(Reflect.construct(target, args, newTarget) as object),
    })
  const { any } = AbortSignal
  return [
    replace(globalThis, 'AbortController', keeping(AbortController)),
    replace(globalThis, 'Request', keeping(Request)),
    replace(AbortSignal, 'any', (signals: AbortSignal[]) => keep(any.call(AbortSignal, signals))),
    () => void kept.splice(0),
  ]
}

function replace(target: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, key)
  Object.defineProperty(target, key, { value, configurable: true, writable: true })
  return () => {
    if (before) Object.defineProperty(target, key, before)
    else Reflect.deleteProperty(target, key)
  }
}
