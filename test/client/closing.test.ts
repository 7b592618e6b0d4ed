import { createClient, createFetch } from 'holdfast'
import { expect, test } from 'vitest'
import { closing } from '../../src/client/closing.ts'
import { scriptedFetch, stalling, status } from '../../src/testing/index.ts'
import { collected } from '../garbage.ts'
import { outcomeOf } from '../harness.ts'

test('aborts when a client on the fetch is closed, and no earlier', () => {
  const client = createClient()
  const extended = client.extend({ headers: { 'x-a': '1' } })
  const { signal } = closing(client.fetch)
  expect(closing(extended.fetch).signal).toBe(signal)
  expect(signal.aborted).toBe(false)
  extended.close()
  expect(signal.aborted).toBe(true)
})

test('a client on a fetch of its own is closed with the one it was extended from', () => {
  const client = createClient()
  const apart = closing(client.extend({ retry: false }).fetch).signal
  client.close()
  expect(apart.aborted).toBe(true)
  expect(closing(createFetch()).signal.aborted).toBe(false)
})

test('a client extended with a policy is let go of once nobody has it', async () => {
  const client = createClient({ fetch: scriptedFetch(status(204)) })
  const drop = async () => {
    const apart = client.extend({ retry: false })
    await apart.get('https://api.test/')
    return new WeakRef(apart.fetch)
  }
  const dropped = await drop()
  expect(await collected(() => dropped.deref() === undefined)).toBe(true)
  client.close()
})

test('close reaches a client that lives, also where the one in between was dropped', async () => {
  const client = createClient()
  const further = (() => client.extend({ retry: false }).extend({ dedupe: false }))()
  await collected(() => false)
  client.close()
  expect(closing(further.fetch).signal.aborted).toBe(true)
  expect((await outcomeOf(further.get('https://api.test/'))).error).toMatchObject({
    code: 'ABORTED',
  })
})

test('close ends what a client that was dropped has under way', async () => {
  const wire = scriptedFetch(stalling())
  const client = createClient({ fetch: wire, timeout: false })
  const drop = () => client.extend({ retry: false }).fetch('https://api.test/')
  const answer = await drop()
  const reading = outcomeOf(answer.text())
  await collected(() => false)
  client.close()
  expect((await reading).error).toMatchObject({ code: 'ABORTED' })
})
