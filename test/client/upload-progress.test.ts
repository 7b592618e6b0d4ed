import { createClient } from 'holdfast'
import { expect, inject, test, vi } from 'vitest'

test('in Node the progress of an upload is watched over HTTP/1.1 too', async () => {
  const onUploadProgress = vi.fn()
  const client = createClient({ baseUrl: inject('serverOrigin') })
  const sent = client.post('echo', { json: { a: 1 }, onUploadProgress })
  expect(await sent.json()).toMatchObject({ body: '{"a":1}' })
  expect(onUploadProgress.mock.lastCall?.[0]).toMatchObject({ percent: 1 })
})
