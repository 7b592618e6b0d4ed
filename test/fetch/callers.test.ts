import { expect, test } from 'vitest'
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
