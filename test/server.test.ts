import { expect, inject, test } from 'vitest'

const origin = inject('serverOrigin')
const text = async (path: string, init?: RequestInit) => (await fetch(origin + path, init)).text()
const json = async (path: string, init?: RequestInit) =>
  JSON.parse(await text(path, init)) as Record<string, unknown>

test('echoes method, headers and body', async () => {
  const heard = await json('/echo?a=1', { method: 'PUT', headers: { 'X-A': 'b' }, body: 'hello' })
  expect(heard).toMatchObject({ method: 'PUT', url: '/echo?a=1', body: 'hello' })
  expect(heard['headers']).toMatchObject({ 'x-a': 'b' })
})

test('answers with the status and the size asked for, later or elsewhere', async () => {
  const refused = await fetch(`${origin}/status/429?retry-after=7`)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7'])
  expect(await refused.text()).toBe('status 429')
  expect(await text('/json?bytes=5000')).toHaveLength(5_000)
  expect(await text('/slow?ms=10')).toBe('slow')
  expect(await text('/redirect?to=/status/200')).toBe('status 200')
  expect(await text('/sse?events=2&ms=1')).toBe('id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n')
})

test('fails as often as told, and counts', async () => {
  const statuses: number[] = []
  for (let request = 0; request < 3; request += 1) {
    const response = await fetch(`${origin}/flaky?key=server-test&fail=2`)
    statuses.push(response.status)
    await response.text()
  }
  expect(statuses).toEqual([503, 503, 200])
  expect(await json('/count?key=server-test')).toEqual({ requests: 3, aborted: 0 })
})

test('mirrors what was asked for, and tells what arrived', async () => {
  const path = '/mirror?key=server-mirror&status=404&type=text/plain&bytes=5'
  const answer = await fetch(origin + path, { method: 'PUT', body: 'hello' })
  expect([answer.status, answer.headers.get('x-mirror')]).toEqual([404, 'one, two'])
  expect(await answer.arrayBuffer()).toHaveProperty('byteLength', 5)
  const seen = { method: 'PUT', body: btoa('hello'), requests: 1 }
  expect(await json('/seen?wait&key=server-mirror')).toMatchObject(seen)
})

test('breaks off, stalls and never answers', async () => {
  await expect(text('/reset')).rejects.toThrow('terminated')
  for (const route of ['never', 'stall']) {
    const caller = new AbortController()
    const answer = text(`/${route}?key=server-${route}`, { signal: caller.signal })
    await expect.poll(() => json(`/count?key=server-${route}`)).toMatchObject({ requests: 1 })
    caller.abort('left')
    await expect(answer).rejects.toBe('left')
    await expect.poll(() => json(`/count?key=server-${route}`)).toMatchObject({ aborted: 1 })
  }
})
