import { expect, inject, test } from 'vitest'

const origin = inject('serverOrigin')

test('the browser of these tests applies CORS', async () => {
  const hidden = await fetch(`${origin}/status/429?retry-after=7`, { headers: { 'X-Own': '1' } })
  expect(hidden.headers.get('Retry-After')).toBeNull()
  const exposed = await fetch(`${origin}/status/429?retry-after=7&expose=retry-after`)
  expect(exposed.headers.get('Retry-After')).toBe('7')
  await expect(fetch(`${origin}/status/200?cors=off`)).rejects.toThrow(TypeError)
})
