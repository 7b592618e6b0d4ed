import { describe, expect, test } from 'vitest'
import {
  broken,
  json,
  scriptedFetch,
  silent,
  stalling,
  status,
} from '../../src/testing/scripted-fetch.ts'
import { caller, standing } from '../policies/left-behind.ts'

const url = 'https://api.test/items'

describe('a scripted fetch', () => {
  test('follows its script, and the last step serves all that follow', async () => {
    const wire = scriptedFetch(status(503), status(200))
    const answers = [await wire(url), await wire(url), await wire(url)]
    expect(answers.map((answer) => answer.status)).toEqual([503, 200, 200])
  })

  test('keeps every request as the wire saw it', async () => {
    const wire = scriptedFetch(status(204))
    await wire(url, { method: 'POST', body: 'x' })
    expect(wire.calls).toEqual([{ input: url, init: { method: 'POST', body: 'x' } }])
  })

  test('gives the step the request', async () => {
    const wire = scriptedFetch(async (request) => new Response(await request.text()))
    expect(await (await wire(url, { method: 'POST', body: 'echo' })).text()).toBe('echo')
  })

  test('rejects with the reason in the turn of the abort, and leaves nothing', async () => {
    const wire = scriptedFetch(silent)
    const { signal, leave } = caller()
    const answer = wire(url, { signal })
    expect(wire.open).toBe(1)
    leave('gone')
    expect(await standing(answer)).toEqual({ error: 'gone' })
    expect(wire.open).toBe(0)
  })

  test('sends nothing for a signal that has aborted before', async () => {
    const wire = scriptedFetch(status(200))
    await expect(wire(url, { signal: AbortSignal.abort('before') })).rejects.toBe('before')
    expect(wire.open).toBe(0)
  })

  test('can break, and says so where it was given no step', async () => {
    await expect(scriptedFetch(broken)(url)).rejects.toThrow('fetch failed')
    await expect(scriptedFetch()(url)).rejects.toThrow('was given no step')
  })

  test('answers JSON with its type and its headers', async () => {
    const answer = await scriptedFetch(json({ id: 1 }, 201, { 'x-trace': 'a' }))(url)
    const { headers } = answer
    expect([answer.status, headers.get('content-type'), headers.get('x-trace')]).toEqual([
      ...[201, 'application/json', 'a'],
    ])
    expect(await answer.json()).toEqual({ id: 1 })
  })

  test('can stall in the middle of a body, until the abort', async () => {
    const controller = new AbortController()
    const answer = await scriptedFetch(stalling('half'))(url, { signal: controller.signal })
    const reader = answer.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('half')
    const rest = reader?.read()
    controller.abort('gone')
    await expect(rest).rejects.toBe('gone')
  })
})
