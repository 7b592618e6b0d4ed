import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { routeTemplate } from '../../src/machines/route-template.ts'
import { always } from '../property.ts'

describe('a route template', () => {
  test.each([
    ['/', '/'],
    ['', ''],
    ['/api/v1/projects', '/api/v1/projects'],
    ['/users/42/orders/9f8b3c1e', '/users/:id/orders/:id'],
    ['/oauth2/token', '/oauth2/token'],
    ['/v2.1/user-groups/', '/v2.1/user-groups/'],
    ['/api/v123/x', '/api/v123/x'],
    ['/api/v3.10/x', '/api/v3.10/x'],
    ['/api/v1234/x', '/api/:id/x'],
    ['/files/2026-01-01', '/files/:id'],
    ['/users/ada@example.org', '/users/:id'],
    ['/users/ada%40example.org', '/users/:id'],
    ['/search/a word?q=secret', '/search/:id'],
    ['/v20260101/x', '/:id/x'],
    ['/videos/v84375984/x', '/videos/:id/x'],
    ['/users/user42/avatar', '/users/user42/avatar'],
    ['/users/user4242/avatar', '/users/:id/avatar'],
  ])('of %s is %s', (path, template) => {
    expect(routeTemplate(path)).toBe(template)
  })

  test('of a deep path ends in an ellipsis', () => {
    expect(routeTemplate('/a'.repeat(13))).toBe(`${'/a'.repeat(12)}/…`)
    expect(routeTemplate('/a'.repeat(12))).toBe('/a'.repeat(12))
  })
})

const hex = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'.split('')),
    minLength: length,
    maxLength: length,
  })
const id = fc.oneof(
  fc.uuid(),
  fc.emailAddress(),
  fc.emailAddress().map(encodeURIComponent),
  fc.ulid(),
  fc.stringMatching(/^[a-z]?\d{4,30}$/),
  fc.stringMatching(/^v\d{4,20}$/),
  fc.stringMatching(/^[A-Za-z0-9]{35,60}$/),
  // One hash in many has no digit at all: then it is longer than any word.
  hex(40),
)

describe('for any path', () => {
  const segment = fc.oneof(fc.constantFrom('api', 'v2', 'users', ''), id, fc.string())
  const path = fc.array(segment, { maxLength: 16 }).map((segments) => `/${segments.join('/')}`)

  test('making the template twice changes nothing', () => {
    always(
      fc.property(path, (given) => {
        const template = routeTemplate(given)
        expect(routeTemplate(template)).toBe(template)
      }),
      1000,
    )
  })

  test('no id, no UUID and no address survives', () => {
    always(
      fc.property(id, fc.nat({ max: 10 }), (secret, depth) => {
        expect(routeTemplate(`${'/users'.repeat(depth)}/${secret}/x`)).not.toContain(secret)
      }),
      1000,
    )
  })

  test('no run of three digits, no query and no escape survives', () => {
    always(
      fc.property(path, (given) => {
        expect(routeTemplate(given)).not.toMatch(/\d{4}|[a-z]{2}\d{3}|[?%@#&=]/i)
      }),
      1000,
    )
  })
})
