/** The globals that a fetch looks at, while one episode runs. */
export class World {
  /** What nobody caught. */
  readonly unhandled: string[] = []
  readonly #target = Object.assign(new EventTarget(), { onLine: true })
  readonly #listeners = new Set<unknown>()
  readonly #before = new Map<string, PropertyDescriptor | undefined>()
  readonly #log = console.error
  readonly #catch = (error: unknown): void => void this.unhandled.push(String(error))

  constructor() {
    const target = this.#target
    this.#stub('navigator', target)
    this.#stub('addEventListener', (type: string, listener: never, options: never) => {
      this.#listeners.add(listener)
      target.addEventListener(type, listener, options)
    })
    this.#stub('removeEventListener', (type: string, listener: never) => {
      this.#listeners.delete(listener)
      target.removeEventListener(type, listener)
    })
    // Listeners that throw are told of there; here they are many.
    console.error = () => undefined
    process.on('unhandledRejection', this.#catch)
  }

  /** Listeners for `online` that are still there. */
  get listeners(): number {
    return this.#listeners.size
  }

  set(online: boolean): void {
    if (this.#target.onLine === online) return
    this.#target.onLine = online
    // Each was added with `once`.
    if (online) this.#listeners.clear()
    this.#target.dispatchEvent(new Event(online ? 'online' : 'offline'))
  }

  leave(): void {
    process.off('unhandledRejection', this.#catch)
    console.error = this.#log
    for (const [name, descriptor] of this.#before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }

  #stub(name: string, value: unknown): void {
    this.#before.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value })
  }
}
