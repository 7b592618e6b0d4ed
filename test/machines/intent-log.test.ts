import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  answered,
  before,
  type Change,
  emptyLog,
  failed,
  forget,
  idOf,
  intend,
  type IntentLog,
  keyOf,
  replay,
} from '../../src/machines/intent-log.ts'
import { always } from '../property.ts'

type Item = Readonly<{ id: string; a: number; b: number }>
type Log = IntentLog<Item>

const item = (id: string, a = 0, b = 0): Item => ({ id, a, b })
const rows = [item('1'), item('2'), item('3')]
const log = (...steps: ((before: Log) => Log)[]): Log =>
  steps.reduce<Log>((state, step) => step(state), emptyLog)
const wants = (intent: string, id: string, change: Change<Item>) => (state: Log) =>
  intend(state, intent, id, change)
const edits = (intent: string, id: string, changes: Partial<Item>) =>
  wants(intent, id, { type: 'update', changes })

describe('what is shown', () => {
  test('is the very rows of the server where nobody wants anything', () => {
    expect(replay(emptyLog, rows, 0)).toBe(rows)
  })

  test('has each change at once; rows without one stay the same objects', () => {
    const state = log(edits('e', '2', { a: 5 }), wants('r', '3', { type: 'remove' }))
    const shown = replay(state, rows, 0)
    expect(shown).toEqual([item('1'), item('2', 5)])
    expect(shown[0]).toBe(rows[0])
  })

  test('has a new row first, under its temporary id, then in its place with the id it got', () => {
    const made = log(wants('c', 't', { type: 'create', row: item('t', 1) }))
    expect(replay(made, rows, 0)[0]).toEqual(item('t', 1))
    const known = answered(made, 'c', item('9', 1, 7))
    expect(replay(known, rows, 0)[0]).toEqual(item('9', 1, 7))
    expect([keyOf(known, '9'), keyOf(known, 't'), idOf(known, 't')]).toEqual(['t', 't', '9'])
    expect([idOf(made, 't'), idOf(made, '2')]).toEqual([undefined, '2'])
    const listed = [...rows, item('9', 1, 7)]
    expect(replay(known, listed, 0)).toEqual(listed)
    expect(keyOf(forget(known, 1), '9')).toBe('t')
  })

  test('knows the newest thousand rows made here, and older ones only while a change of theirs is shown', () => {
    let state = log()
    const make = (name: string) => {
      state = wants(name, name, { type: 'create', row: item(name) })(state)
      state = answered(state, name, item(`id-${name}`))
    }
    make('first')
    state = forget(state, 1)
    make('second')
    for (let row = 0; row < 999; row++) {
      make(`row-${row}`)
      state = { ...state, intents: state.intents.filter(({ key }) => key === 'second') }
    }
    expect(state.made).toHaveLength(1000)
    expect(keyOf(state, 'id-first')).toBe('id-first')
    for (let row = 999; row < 1200; row++) {
      make(`row-${row}`)
      state = { ...state, intents: state.intents.filter(({ key }) => key === 'second') }
    }
    expect(state.made).toHaveLength(1001)
    expect([keyOf(state, 'id-second'), keyOf(state, 'id-row-0')]).toEqual(['second', 'id-row-0'])
    expect(idOf(state, 'row-1199')).toBe('id-row-1199')
  })

  test('keeps an answered change over rows that were asked for before the answer', () => {
    const state = answered(log(edits('e', '2', { a: 5 })), 'e', item('2', 5, 1))
    expect(replay(state, rows, 0)[1]).toEqual(item('2', 5, 1))
    expect(replay(state, rows, 1)).toBe(rows)
  })

  test('leaves out a changed row that no longer belongs, and no other', () => {
    const state = log(edits('e', '2', { a: 5 }))
    expect(replay(state, rows, 0, ({ a, id }) => a === 0 && id !== '1')).toEqual([rows[0], rows[2]])
  })

  test('has nothing of a change to a row that the server no longer lists', () => {
    expect(replay(log(edits('e', '9', { a: 5 })), rows, 0)).toEqual(rows)
  })

  test('never gives a row another id', () => {
    expect(replay(log(edits('e', '2', { id: '7', a: 1 })), rows, 0)[1]).toEqual(item('2', 1))
  })
})

test('a change that failed vanishes, and one made before and one made after stay', () => {
  const three = [
    edits('x', '1', { a: 1 }),
    edits('y', '1', { a: 2, b: 2 }),
    edits('z', '1', { a: 3 }),
  ]
  expect(replay(failed(log(...three), 'y'), rows, 0)[0]).toEqual(item('1', 3, 0))
})

test('the changes of one row wait for one another, those of two rows do not', () => {
  const state = log(edits('x', '1', { a: 1 }), edits('y', '2', { a: 1 }), edits('z', '1', { b: 1 }))
  expect(['x', 'y', 'z'].map((intent) => before(state, intent))).toEqual([
    undefined,
    undefined,
    'x',
  ])
  expect(before(answered(state, 'x', undefined), 'z')).toBeUndefined()
  expect(before(failed(state, 'x'), 'z')).toBeUndefined()
  expect(before(state, 'unknown')).toBeUndefined()
})

test('an answer belongs to the change it answers, whoever was first', () => {
  const two = log(edits('x', '1', { a: 1 }), edits('y', '2', { a: 2 }))
  const { intents } = answered(two, 'y', item('2', 2))
  expect(intents.map(({ answeredAt }) => answeredAt)).toEqual([undefined, 1])
})

test('only a creation that the server gave an id of its own has two names', () => {
  const create = wants('c', 't', { type: 'create', row: item('t') })
  const made = (state: Log, answer: Item | undefined) => answered(state, 'c', answer).made
  expect(emptyLog.made).toEqual([])
  expect(made(log(create), item('9'))).toEqual([{ key: 't', id: '9' }])
  expect(made(log(create), item('t'))).toEqual([])
  expect(made(log(create), undefined)).toEqual([])
  expect(made(log(edits('c', '1', { a: 1 })), item('8'))).toEqual([])
})

test('a row has no id on the server while its creation is awaited, whatever else is', () => {
  const state = log(
    edits('x', '1', { a: 1 }),
    wants('c', 't', { type: 'create', row: item('t') }),
    edits('y', 't', { a: 1 }),
  )
  expect(['1', '2', 't'].map((key) => idOf(state, key))).toEqual(['1', '2', undefined])
})

test('what comes twice or too late changes nothing', () => {
  const state = answered(log(edits('x', '1', { a: 1 })), 'x', item('1', 1))
  expect(answered(state, 'x', item('1', 9))).toBe(state)
  expect(failed(state, 'x')).toBe(state)
  expect(intend(state, 'x', '1', { type: 'remove' })).toBe(state)
  expect(forget(state, 0)).toBe(state)
})

/**
 * A page and its server. The server takes or refuses what is sent and answers later; lists are asked
 * for, made by the server, and land at three different moments. Nothing is in order but the changes
 * of one row.
 */
function world() {
  let state: Log = emptyLog
  let server: readonly Item[] = rows
  let page: { rows: readonly Item[]; asOf: number } = { rows, asOf: 0 }
  let count = 0
  const sent = new Map<string, Item | 'refused' | 'gone'>()
  let list: { asOf: number; rows?: readonly Item[] } | undefined
  /** Independent of the machine: every change but those known to have failed, in their order. */
  const wanted: { intent: string; key: string; change: Change<Item> }[] = []
  const refused = new Set<string>()

  const awaited = () => state.intents.filter(({ answeredAt }) => answeredAt === undefined)
  const want = (key: string, change: Change<Item>) => {
    const intent = `i${count++}`
    wanted.push({ intent, key, change })
    state = intend(state, intent, idOf(state, key) ?? key, change)
  }
  const keys = () => replay(state, page.rows, page.asOf).map(({ id }) => keyOf(state, id))
  const pick = <V>(all: readonly V[], at: number): V | undefined => all[at % (all.length || 1)]

  const commit = (intent: (typeof state.intents)[number]) => {
    const id = idOf(state, intent.key)
    if (intent.type === 'create') {
      const row = { ...intent.row, id: `s${count++}` }
      server = [row, ...server]
      return row
    }
    const row = server.find((one) => one.id === id)
    if (!row) return 'refused'
    if (intent.type === 'remove') {
      server = server.filter((one) => one !== row)
      return 'gone'
    }
    const next = { ...row, ...intent.changes }
    server = server.map((one) => (one === row ? next : one))
    return next
  }

  const moves: readonly ((at: number) => void)[] = [
    (at) => want(`t${count}`, { type: 'create', row: item(`t${count}`, at) }),
    (at) => {
      const key = pick(keys(), at)
      if (key) want(key, { type: 'update', changes: at % 2 ? { a: at } : { b: at } })
    },
    (at) => {
      const key = pick(keys(), at)
      if (key && at % 3 === 0) want(key, { type: 'remove' })
    },
    function send(at) {
      const ready = awaited().filter(
        ({ intent }) => !sent.has(intent) && before(state, intent) === undefined,
      )
      const one = pick(ready, at)
      if (one) sent.set(one.intent, at % 4 === 0 ? 'refused' : commit(one))
    },
    function answer(at) {
      const one = pick([...sent], at)
      if (!one) return
      const [intent, what] = one
      sent.delete(intent)
      if (what === 'refused') {
        refused.add(intent)
        state = failed(state, intent)
      } else state = answered(state, intent, what === 'gone' ? undefined : what)
    },
    () => (list ??= { asOf: state.turn }),
    () => {
      if (list && !list.rows) list = { ...list, rows: server }
    },
    function land() {
      // A list with a row whose creation is not answered yet is held, as the hooks hold it.
      const unknown = [...sent.values()].filter((what) => typeof what === 'object')
      if (!list?.rows || list.rows.some(({ id }) => unknown.some((row) => row.id === id))) return
      page = { asOf: list.asOf, rows: list.rows }
      state = forget(state, page.asOf)
      list = undefined
    },
  ]

  const expected = () => {
    const all = new Map(rows.map((row) => [row.id, row]))
    for (const { intent, key, change } of wanted) {
      if (refused.has(intent)) continue
      const row = all.get(key)
      if (change.type === 'create') all.set(key, change.row)
      else if (change.type === 'remove') all.delete(key)
      else if (row) all.set(key, { ...row, ...change.changes })
    }
    return all
  }
  const shown = () =>
    new Map(
      replay(state, page.rows, page.asOf).map((row) => [
        keyOf(state, row.id),
        { ...row, id: keyOf(state, row.id) },
      ]),
    )
  const move = (kind: number, at: number) => moves[kind % moves.length]?.(at)
  const settle = () => {
    for (let turn = 0; turn < 200; turn++) for (const kind of [3, 4]) move(kind, turn * 4 + 1)
    for (const kind of [6, 7, 5, 6, 7]) move(kind, 0)
  }
  return { move, settle, expected, shown, now: () => ({ state, server, page }) }
}

const anyMoves = fc.array(fc.tuple(fc.nat(7), fc.nat(50)), { maxLength: 80 })

test('whatever comes in whatever order, each change shows until it is known to have failed', () => {
  always(
    fc.property(anyMoves, (moves) => {
      const { move, expected, shown } = world()
      for (const [kind, at] of moves) {
        move(kind, at)
        expect(shown()).toEqual(expected())
      }
    }),
  )
})

test('once all is answered and listed anew, what is shown is what the server has', () => {
  always(
    fc.property(anyMoves, (moves) => {
      const { move, settle, now } = world()
      for (const [kind, at] of moves) move(kind, at)
      settle()
      const { state, server, page } = now()
      expect(state.intents).toEqual([])
      expect(replay(state, page.rows, page.asOf)).toBe(server)
    }),
  )
})

test('rows may be named by another member than `id`', () => {
  type Named = Readonly<{ id: string; uuid?: string; a?: number }>
  const nameOf = ({ uuid, id }: Named) => uuid ?? id
  const named = [{ uuid: '1', a: 0 }] as unknown as Named[]
  let state = intend(emptyLog as IntentLog<Named>, 'c', 't', { type: 'create', row: { id: 't' } })
  state = intend(state, 'e', '1', { type: 'update', changes: { a: 1 } })
  const show = () => replay(state, named, 0, undefined, nameOf)
  expect(show()).toStrictEqual([{ id: 't' }, { uuid: '1', a: 1 }])
  const answer = { uuid: '2' } as unknown as Named
  state = answered(state, 'c', answer, nameOf(answer))
  expect(keyOf(state, '2')).toBe('t')
  expect(idOf(state, 't')).toBe('2')
  expect(show()[0]).toEqual({ uuid: '2' })
})
