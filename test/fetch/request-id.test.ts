import { expect, test } from 'vitest'
import { idHeaderOf, idOf, nameIdHeader } from '../../src/fetch/request-id.ts'

test('a request has the id of the header that was named, and none before', () => {
  const request = new Request('https://api.test/', { headers: { 'x-trace': '7' } })
  expect([idOf(request), idHeaderOf(request)]).toEqual([undefined, undefined])
  nameIdHeader(request, 'X-Trace')
  expect([idOf(request), idHeaderOf(request)]).toEqual(['7', 'x-trace'])
  expect(idOf('https://api.test/')).toBeUndefined()
})
