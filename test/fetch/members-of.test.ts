import { expect, test, vi } from 'vitest'
import { initMembers, membersOf } from '../../src/fetch/members-of.ts'

const read = (given: object) => membersOf(given as RequestInit, initMembers)

test('reads getters of a class, what is hidden and what is inherited, where the platform does', () => {
  class Base {
    get method() {
      return 'PUT'
    }
  }
  class Init extends Base {
    readonly body = 'own'
    get headers() {
      return { a: 'b' }
    }
    get holdfast() {
      return { cost: 2 }
    }
    /** None of the platform's. */
    get other() {
      throw new Error('nobody asks for it')
    }
    toJSON() {
      return {}
    }
  }
  const init = Object.defineProperty(new Init(), 'cache', { value: 'reload' })
  expect(read(init)).toEqual({
    ...{ method: 'PUT', body: 'own', headers: { a: 'b' }, holdfast: { cost: 2 }, cache: 'reload' },
  })
})

test('reads whatever can be enumerated, inherited or not', () => {
  const init = Object.assign(Object.create({ next: {} }) as object, {
    dispatcher: 1,
    duplex: 'half',
  })
  expect(read(init)).toEqual({ next: {}, dispatcher: 1, duplex: 'half' })
})

test('what is absent stays absent, and what is undefined or null stays so', () => {
  expect(Object.keys(read({}))).toEqual([])
  expect(read({ body: null, method: undefined })).toStrictEqual({ body: null, method: undefined })
})

test('reads each member once', () => {
  const get = vi.fn((target: object, name: string) => Reflect.get(target, name) as unknown)
  const init = { method: 'PUT', headers: {}, next: {}, signal: undefined }
  read(new Proxy(init, { get }))
  expect(get.mock.calls.map(([, name]) => name).sort()).toEqual(Object.keys(init).sort())
})

test('a member named like the prototype changes no prototype', () => {
  const copied = read(JSON.parse('{"__proto__":{"method":"PUT"}}') as object)
  expect(copied.method).toBeUndefined()
  expect(Object.getPrototypeOf(copied)).toBe(Object.prototype)
})

test('lets through what a getter throws', () => {
  const thrown = new Error('mine')
  const init = {
    get body() {
      throw thrown
    },
  }
  expect(() => read(init)).toThrow(thrown)
})

test('knows every member of the Fetch Standard', () => {
  const known = [
    ...['body', 'cache', 'credentials', 'headers', 'integrity', 'keepalive', 'method'],
    ...['mode', 'priority', 'redirect', 'referrer', 'referrerPolicy', 'signal'],
    ...['window', 'duplex'],
  ]
  expect(known.filter((name) => !initMembers.includes(name))).toEqual([])
})
