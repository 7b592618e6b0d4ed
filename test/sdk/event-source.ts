/**
 * An `EventSource` over a given fetch, as the ponyfills of that kind are; as much of it as a
 * subscription needs, and without connecting again.
 */
export function eventSourceOver(fetch: typeof globalThis.fetch) {
  return class EventSourceOver extends EventTarget {
    readonly CONNECTING = 0
    readonly OPEN = 1
    readonly CLOSED = 2
    readonly url: string
    readyState = 0
    readonly #caller = new AbortController()

    constructor(url: string | URL) {
      super()
      this.url = String(url)
      this.#read().catch(() => {
        this.close()
        this.dispatchEvent(new Event('error'))
      })
    }

    close(): void {
      this.readyState = this.CLOSED
      this.#caller.abort()
    }

    async #read(): Promise<void> {
      const headers = { accept: 'text/event-stream' }
      const answer = await fetch(this.url, { headers, signal: this.#caller.signal })
      this.readyState = this.OPEN
      this.dispatchEvent(new Event('open'))
      const text = answer.body?.pipeThrough(new TextDecoderStream())
      let rest = ''
      for await (const part of text as unknown as AsyncIterable<string>) {
        const blocks = (rest + part).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) this.#tell(block)
      }
    }

    #tell(block: string): void {
      const fields = block.split('\n').map((line) => line.split(/: ?(.*)/s))
      const field = (wanted: string) => fields.find(([name]) => name === wanted)?.[1]
      const data = field('data') ?? ''
      const init = { data, lastEventId: field('id') ?? '' }
      this.dispatchEvent(new MessageEvent(field('event') ?? 'message', init))
    }
  }
}
