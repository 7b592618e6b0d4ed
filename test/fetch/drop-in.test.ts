import { createFetch } from 'holdfast'
import { inspect } from 'node:util'
import { expect, inject, test } from 'vitest'
import { dropIn } from './drop-in.ts'

dropIn()

test('an answer can be shown, and is still unread', async () => {
  const answer = await createFetch()(`${inject('serverOrigin')}/status/200`)
  expect(inspect(answer)).toContain('status: 200')
  expect(await answer.text()).toBe('status 200')
})
