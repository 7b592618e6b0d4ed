import { describe, expect, test, vi } from 'vitest'
import { EventStream, type HoldfastEvent } from '../src/events.ts'

const event: HoldfastEvent = { type: 'gate-resumed', at: 0, client: 'default', gate: 'api' }

describe('a stream of events', () => {
  test('tells every listener, in the order in which they came', () => {
    const [stream, told] = [new EventStream(), [] as unknown[]]
    stream.on((one) => told.push(['first', one]))
    stream.on((one) => told.push(['second', one]))
    stream.emit(event)
    expect(told).toEqual([
      ['first', event],
      ['second', event],
    ])
  })

  test.each(['call-started', undefined, {}])('refuses at once what is no function: %o', (given) => {
    const stream = new EventStream()
    expect(() => stream.on(given as never)).toThrow('it must be a function')
    expect(() => stream.on(given as never)).toThrow(
      expect.objectContaining({ code: 'CONFIG', option: 'listener' }),
    )
    expect(stream.heard).toBe(false)
  })

  test('knows whether anybody listens, so that nothing is built for nobody', () => {
    const stream = new EventStream()
    expect(stream.heard).toBe(false)
    const stop = stream.on(() => undefined)
    expect(stream.heard).toBe(true)
    stop()
    expect(stream.heard).toBe(false)
  })

  test('takes the same listener twice, and stops each by itself, once', () => {
    const [stream, listener] = [new EventStream(), vi.fn()]
    const stops = [stream.on(listener), stream.on(listener)]
    stream.emit(event)
    expect(listener).toHaveBeenCalledTimes(2)
    stops[0]?.()
    stops[0]?.()
    stream.emit(event)
    expect(listener).toHaveBeenCalledTimes(3)
  })

  test('tells the console where an async listener rejects, and nobody else', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const [stream, mistake] = [new EventStream(), new Error('a mistake')]
    stream.on(vi.fn().mockRejectedValue(mistake))
    stream.emit(event)
    await Promise.resolve()
    expect(told).toHaveBeenCalledWith(expect.any(String), mistake)
    told.mockRestore()
  })

  test('goes on where a listener throws, and tells the console', () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const [stream, listener, mistake] = [new EventStream(), vi.fn(), new Error('a mistake')]
    stream.on(() => {
      throw mistake
    })
    stream.on(listener)
    expect(() => stream.emit(event)).not.toThrow()
    expect(listener).toHaveBeenCalledWith(event)
    expect(told.mock.calls[0]).toContain(mistake)
    told.mockRestore()
  })

  test('does not tell one who stopped while others were told', () => {
    const [stream, listener] = [new EventStream(), vi.fn()]
    stream.on(() => stop())
    const stop = stream.on(listener)
    stream.emit(event)
    expect(listener).not.toHaveBeenCalled()
  })

  test('tells nobody after it was cleared', () => {
    const [stream, listener] = [new EventStream(), vi.fn()]
    stream.on(listener)
    stream.clear()
    stream.emit(event)
    expect([listener.mock.calls.length, stream.heard]).toEqual([0, false])
  })
})
