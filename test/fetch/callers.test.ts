import { beforeEach, describe, expect, test } from 'vitest'
import { Callers, type Recipient } from '../../src/fetch/callers.ts'

function make(count: number) {
  const callers = new Callers<Recipient>()
  const told: string[] = []
  const all = Array.from({ length: count }, (_, index) => ({
    ringAt: 100 - index,
    deliver: (response: Response) => told.push(`${index} ${response.status}`),
    fail: (error: unknown) => told.push(`${index} ${String(error)}`),
  }))
  for (const one of all) callers.join(one)
  return { callers, all, told }
}

test('waits as long as the most patient', () => {
  const { callers, all } = make(3)
  expect(callers.deadlineAt).toBe(100)
  for (const one of all.slice(0, 2)) expect(callers.leave(one)).toBe(false)
  expect(callers.deadlineAt).toBe(98)
})

test('says once when the last one has gone', () => {
  const { callers, all } = make(2)
  expect(all.map((one) => callers.leave(one))).toEqual([false, true])
  expect(all.map((one) => callers.leave(one))).toEqual([false, false])
})

test('gives each a body of its own', async () => {
  const callers = new Callers<Recipient>()
  const given: Response[] = []
  for (let count = 0; count < 3; count++) {
    callers.join({ ringAt: 1, deliver: (response) => given.push(response), fail: () => undefined })
  }
  const response = new Response('{}', { headers: { 'content-type': 'application/json' } })
  callers.deliver(response, () => undefined)
  expect(await Promise.all(given.map((one) => one.text()))).toEqual(['{}', '{}', '{}'])
})

test('gives a lone one the response itself', () => {
  const callers = new Callers<Recipient>()
  const given: Response[] = []
  callers.join({ ringAt: 1, deliver: (response) => given.push(response), fail: () => undefined })
  const response = new Response('{}')
  callers.deliver(response, () => undefined)
  expect(given[0]).toBe(response)
})

test('lets those who cannot share start over', () => {
  const { callers, all, told } = make(3)
  const over: Recipient[] = []
  const stream = new Response('x', { headers: { 'content-type': 'text/event-stream' } })
  callers.deliver(stream, (one) => over.push(one))
  expect(over).toEqual(all.slice(1))
  expect(told).toEqual(['0 200'])
})

test('tells everyone of a failure', () => {
  const { callers, told } = make(2)
  callers.fail('broken')
  expect(told).toEqual(['0 broken', '1 broken'])
})

test('one who leaves takes nobody along, not even one who was never there', () => {
  const { callers, all } = make(2)
  expect(callers.leave({ ...all[0] } as Recipient)).toBe(false)
  expect(callers.count).toBe(2)
})

describe('an answer nobody waits for any more is let go', () => {
  let cancelled = 0
  const answer = (type: string) =>
    new Response(new ReadableStream({ cancel: () => void (cancelled += 1) }), {
      headers: { 'content-type': type },
    })
  /** Two who wait; serving the first of them makes the other one leave. */
  function pair() {
    const callers = new Callers<Recipient>()
    const told: string[] = []
    const other = {
      ringAt: 1,
      deliver: () => void told.push('other'),
      fail: () => void told.push('other'),
    }
    const leave = (): void => {
      told.push('first')
      callers.leave(other)
    }
    const first = { ringAt: 1, deliver: leave, fail: leave }
    for (const one of [first, other]) callers.join(one)
    return { callers, first, other, told }
  }
  beforeEach(() => {
    cancelled = 0
  })

  test('where none was left to begin with', () => {
    new Callers().deliver(answer('text/plain'), () => undefined)
    expect(cancelled).toBe(1)
  })

  test('where the first one makes the other leave: its copy is cancelled, and so is the wire', async () => {
    const callers = new Callers<Recipient>()
    const given: Response[] = []
    const other = { ringAt: 1, deliver: (one: Response) => given.push(one), fail: () => undefined }
    const first = {
      ...other,
      deliver: (one: Response) => {
        given.push(one)
        callers.leave(other)
      },
    }
    for (const one of [first, other]) callers.join(one)
    callers.deliver(answer('text/plain'), () => undefined)
    expect(given).toHaveLength(1)
    await given[0]?.body?.cancel()
    expect(cancelled).toBe(1)
  })

  test('where starting over makes all the others leave', () => {
    const { callers, first, other, told } = pair()
    const third = { ...other }
    callers.join(third)
    const over: Recipient[] = []
    callers.deliver(answer('text/event-stream'), (one) => {
      over.push(one)
      expect(callers.has(one)).toBe(false)
      for (const gone of [first, third]) callers.leave(gone)
    })
    expect([over, told, cancelled]).toEqual([[other], [], 1])
  })

  test('nor is one who left told of a failure', () => {
    const { callers, told } = pair()
    callers.fail('broken')
    expect(told).toEqual(['first'])
  })
})
