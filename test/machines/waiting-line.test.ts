import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  lineFind,
  lineJoin,
  lineLeave,
  type Priority,
  priorities,
  type WaitingLine,
} from '../../src/machines/waiting-line.ts'
import { always } from '../property.ts'

type One = { id: number; priority: Priority }

function lined(...order: Priority[]) {
  const line: WaitingLine<One> = []
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
    expect(line.length).toBe(6)
    expect(emptied(line)).toEqual([2, 4, 1, 5, 0, 3])
    expect(line.length).toBe(0)
  })

  test('passes over one who may not leave yet', () => {
    const { line } = lined('high', 'auto', 'low')
    expect(lineFind(line, ({ id }) => id > 0)?.id).toBe(1)
    expect(lineFind(line, () => false)).toBeUndefined()
    expect(line.length).toBe(3)
    const { line: equals } = lined('high', 'high', 'high')
    expect(lineFind(equals, ({ id }) => id > 1)?.id).toBe(2)
  })

  test('can be left from anywhere, and only once', () => {
    const { line, all } = lined('auto', 'auto', 'auto')
    const [, middle] = all
    expect(middle && lineLeave(line, middle)).toBe(true)
    expect(middle && lineLeave(line, middle)).toBe(false)
    expect(line.length).toBe(2)
    expect(emptied(line)).toEqual([0, 2])
  })

  test('bears that others leave while one is asked', () => {
    const { line, all } = lined('auto', 'auto', 'auto')
    const everyoneElseLeaves = (one: One) => {
      for (const other of all) if (other !== one) lineLeave(line, other)
      return false
    }
    expect(lineFind(line, everyoneElseLeaves)).toBeUndefined()
    expect(line.length).toBe(1)
  })

  test('lets one who came ten seconds earlier go before a higher priority', () => {
    const line: WaitingLine<One> = []
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
        const line: WaitingLine<One> = []
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
          expect(line.length).toBe(model.length)
        }
        expect(emptied(line)).toEqual(sorted().map((one) => one.id))
      }),
    )
  })
})
