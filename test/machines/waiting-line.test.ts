import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyLine,
  lineFind,
  lineJoin,
  lineLeave,
  patienceMs,
  type Priority,
  priorities,
  type WaitingLine,
} from '../../src/machines/waiting-line.ts'
import { always } from '../property.ts'

type One = { id: number; priority: Priority }

function lined(...order: Priority[]) {
  const line = emptyLine<One>()
  const all = order.map((priority, id) => ({ id, priority }))
  for (const one of all) lineJoin(line, one, one.priority, 0)
  return { line, all }
}

/** Everyone, in the order in which they would leave. */
function emptied(line: WaitingLine<One>): number[] {
  const left: number[] = []
  for (let one = lineFind(line, () => true); one; one = lineFind(line, () => true)) {
    lineLeave(line, one)
    left.push(one.id)
  }
  return left
}

describe('a waiting line', () => {
  test('lets the high before the auto before the low, each by arrival', () => {
    const { line } = lined('low', 'auto', 'high', 'low', 'high', 'auto')
    expect(line.places.size).toBe(6)
    expect(emptied(line)).toEqual([2, 4, 1, 5, 0, 3])
    expect(line.places.size).toBe(0)
  })

  test('passes over one who may not leave yet', () => {
    const { line } = lined('high', 'auto', 'low')
    expect(lineFind(line, ({ id }) => id > 0)?.id).toBe(1)
    expect(lineFind(line, () => false)).toBeUndefined()
    expect(line.places.size).toBe(3)
    const { line: equals } = lined('high', 'high', 'high')
    expect(lineFind(equals, ({ id }) => id > 1)?.id).toBe(2)
  })

  test('can be left from anywhere, and only once', () => {
    const { line, all } = lined('auto', 'auto', 'auto')
    const [, middle] = all
    expect(middle && lineLeave(line, middle)).toBe(true)
    expect(middle && lineLeave(line, middle)).toBe(false)
    expect(line.places.size).toBe(2)
    expect(emptied(line)).toEqual([0, 2])
  })

  test('bears that others leave while one is asked', () => {
    const { line, all } = lined('auto', 'auto', 'auto')
    const everyoneElseLeaves = (one: One) => {
      for (const other of all) if (other !== one) lineLeave(line, other)
      return false
    }
    expect(lineFind(line, everyoneElseLeaves)).toBeUndefined()
    expect(line.places.size).toBe(1)
  })

  test('lets one who came ten seconds earlier go before a higher priority', () => {
    const line = emptyLine<One>()
    const [low, auto, high, late] = [0, 1, 2, 3].map((id) => ({ id, priority: 'low' as const }))
    if (!low || !auto || !high || !late) return
    lineJoin(line, low, 'low', 0)
    lineJoin(line, auto, 'auto', 10_001)
    lineJoin(line, high, 'high', 19_999)
    lineJoin(line, late, 'high', 20_002)
    for (const one of [high, low, auto]) {
      expect(lineFind(line, () => true)).toBe(one)
      lineLeave(line, one)
    }
    expect(lineFind(line, () => true)).toBe(late)
  })

  test('keeps its order whoever joins and leaves', () => {
    const step = fc.oneof(
      fc.record({ join: fc.constantFrom(...priorities) }),
      fc.record({ leave: fc.nat({ max: 30 }) }),
      fc.constant('first' as const),
    )
    always(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = emptyLine<One>()
        let [model, id]: [One[], number] = [[], 0]
        const sorted = () =>
          model.toSorted(
            (a, b) =>
              priorities.indexOf(a.priority) - priorities.indexOf(b.priority) || a.id - b.id,
          )
        for (const one of steps) {
          if (one === 'first') {
            const first = lineFind(line, () => true)
            expect(first).toBe(sorted()[0])
            if (first) lineLeave(line, first)
            model = model.filter((other) => other !== first)
          } else if ('join' in one) {
            const joined = { id: id++, priority: one.join }
            lineJoin(line, joined, one.join, id)
            model.push(joined)
          } else {
            const gone = model[one.leave % Math.max(1, model.length)]
            if (gone) expect(lineLeave(line, gone)).toBe(true)
            model = model.filter((other) => other !== gone)
          }
          expect(line.places.size).toBe(model.length)
        }
        expect(emptied(line)).toEqual(sorted().map((one) => one.id))
      }),
    )
  })

  test('is the same as looking through all of them, at whatever times they come', () => {
    const step = fc.oneof(
      fc.record({ join: fc.constantFrom(...priorities), afterMs: fc.nat({ max: patienceMs }) }),
      fc.record({ leave: fc.nat({ max: 30 }) }),
    )
    always(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = emptyLine<number>()
        const model: { id: number; dueAt: number }[] = []
        let [nowMs, id] = [0, 0]
        for (const one of steps) {
          if ('join' in one) {
            nowMs += one.afterMs
            const dueAt = nowMs + priorities.indexOf(one.join) * patienceMs
            const before = model.findLastIndex((other) => other.dueAt <= dueAt)
            model.splice(before + 1, 0, { id, dueAt })
            lineJoin(line, id++, one.join, nowMs)
          } else {
            const [gone] = model.splice(one.leave % Math.max(1, model.length), 1)
            if (gone) expect(lineLeave(line, gone.id)).toBe(true)
          }
          const order: number[] = []
          lineFind(line, (other) => {
            order.push(other)
            return false
          })
          expect(order).toEqual(model.map((other) => other.id))
        }
      }),
    )
  })

  test('costs each who joins or leaves the same, however many wait', () => {
    const line = emptyLine<number>()
    let compared = 0
    const join = (one: number) => {
      lineJoin(line, one, priorities[one % 3] ?? 'auto', one)
      const place = line.places.get(one)
      const dueAt = place?.dueAt
      Object.defineProperty(place, 'dueAt', { get: () => (compared++, dueAt) })
    }
    const count = 3000
    for (let one = 0; one < count; one++) join(one)
    for (let one = count / 3; one < count; one += 2) lineLeave(line, one)
    for (let one = count; one < 2 * count; one++) join(one)
    for (let left = 0; left < count; left++) lineLeave(line, lineFind(line, () => true) ?? -1)
    // Nobody is passed more than once by each priority.
    expect(compared).toBeLessThan(6 * count)
  })
})
