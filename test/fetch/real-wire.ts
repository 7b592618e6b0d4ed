import { createClient, createFetch, type FetchOptions, hedge } from 'holdfast'
import { expect, inject, test } from 'vitest'
import { outcomeOf } from '../harness.ts'
import { engine } from '../which-engine.ts'

/** What must hold over a real wire; run in Node and in real browsers by the two tests beside. */
export function realWire(): void {
  const origin = inject('serverOrigin')
  const quick: FetchOptions = { retry: { baseMs: 1 } }
  let serial = 0
  const ownKey = () => `${engine}-wire-${++serial}`
  const count = async (key: string) =>
    (await (await globalThis.fetch(`${origin}/count?key=${key}`)).json()) as Record<string, number>

  test('an answer is the platform’s own, whole and unread', async () => {
    const fetch = createFetch()
    const answer = await fetch(`${origin}/redirect?to=/echo`, { headers: { 'x-a': 'b' } })
    expect(answer).toBeInstanceOf(Response)
    expect([answer.status, answer.redirected, answer.url, answer.bodyUsed, answer.type]).toEqual([
      ...[200, true, `${origin}/echo`, false],
      (await globalThis.fetch(`${origin}/echo`)).type,
    ])
    const heard = (await answer.json()) as { headers: Record<string, string> }
    expect(heard.headers['x-a']).toBe('b')
    expect(answer.bodyUsed).toBe(true)
  })

  test('its stream is read, piped, cloned and wrapped like any other', async () => {
    const fetch = createFetch()
    const url = `${origin}/json?bytes=200000`
    const whole = await (await globalThis.fetch(url)).text()
    const answer = await fetch(url)
    const copy = answer.clone()
    const piped = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (let part = await piped?.read(); part && !part.done; part = await piped?.read())
      text += part.value
    expect(text).toBe(whole)
    expect(await copy.text()).toBe(whole)
    const wrapped = await fetch(url)
    expect(await new Response(wrapped.body, wrapped).text()).toBe(whole)
  })

  test('503 twice and then an answer: three requests, one answer', async () => {
    const key = ownKey()
    const answer = await createFetch(quick)(`${origin}/flaky?key=${key}&fail=2`)
    expect(await answer.json()).toEqual({ request: 3 })
    expect(await count(key)).toMatchObject({ requests: 3 })
  })

  test('a PUT of every kind of body is sent again, whole', async () => {
    const form = new FormData()
    form.set('a', 'b')
    const bodies: BodyInit[] = ['text', new Blob(['blob']), new Uint8Array([104, 105]), form]
    for (const body of bodies) {
      const key = ownKey()
      const answer = await createFetch(quick)(`${origin}/flaky?key=${key}&fail=1`, {
        method: 'PUT',
        body,
      })
      expect(await answer.json()).toEqual({ request: 2 })
    }
  })

  test('a Request arrives whole, a file and a body that outlives the page too', async () => {
    const form = new FormData()
    form.set('file', new File(['of the file'], 'a.txt'))
    const kept = { body: 'of the file', keepalive: true }
    for (const init of [{ body: form }, kept]) {
      for (const method of ['POST', 'PUT']) {
        const request = new Request(`${origin}/echo`, { method, ...init })
        const heard = (await (await createFetch()(request)).json()) as { body: string }
        expect(heard.body).toContain('of the file')
      }
    }
  })

  test('a server that never answers costs the attempts and the time it may, not more', async () => {
    const key = ownKey()
    const timeout = { attemptMs: 300, totalMs: 20_000 }
    const fetch = createFetch({ timeout, retry: { limit: 1, baseMs: 1 } })
    const { error } = await outcomeOf(fetch(`${origin}/never?key=${key}`))
    expect(error).toMatchObject({ code: 'TIMEOUT', phase: 'attempt', attempts: 2 })
    await expect.poll(() => count(key)).toMatchObject({ requests: 2, aborted: 2 })
  })

  test('headers and then silence: the body is cut at the deadline, the connection is let go', async () => {
    const key = ownKey()
    const answer = await createFetch({ timeout: { totalMs: 1000 } })(`${origin}/stall?key=${key}`)
    expect((await outcomeOf(answer.text())).error).toMatchObject({ code: 'TIMEOUT', phase: 'body' })
    await expect.poll(() => count(key)).toMatchObject({ aborted: 1 })
  })

  test('a connection reset half-way rejects the reading', async () => {
    const [native, error] = await Promise.all(
      [globalThis.fetch, createFetch()].map(async (fetch) => {
        const { error } = await outcomeOf((await fetch(`${origin}/reset`)).text())
        return [(error as Error).constructor.name, (error as Error).name]
      }),
    )
    // A TypeError; in Firefox an `AbortError`, though nobody aborted.
    expect(native?.[1]).toBe(engine === 'firefox' ? 'AbortError' : 'TypeError')
    expect(error).toEqual(native)
  })

  test('five bodies that break in a row open the circuit, and the client says what happened', async () => {
    const client = createClient({ baseUrl: origin, circuit: { maxWaitMs: 0 } })
    for (let call = 0; call < 5; call++) {
      const { error } = await outcomeOf(client.get('reset').text())
      expect(error).toMatchObject({ code: 'NETWORK' })
      expect(String(error)).toContain('broke while the body was arriving')
    }
    expect((await outcomeOf(client.get('reset').text())).error).toMatchObject({
      code: 'CIRCUIT_OPEN',
    })
  })

  test('an answer that is let go for a retry frees its connection', async () => {
    const key = ownKey()
    const fetch = createFetch({ retry: { limit: 1, baseMs: 1 } })
    // Chromium's HTTP cache may send one more of its own, where one for the same URL was let go.
    const answer = await fetch(`${origin}/stall?key=${key}&status=503`, { cache: 'no-store' })
    await expect.poll(() => count(key)).toMatchObject({ requests: 2, aborted: 1 })
    expect((await answer.body?.getReader().read())?.value).toHaveLength(5)
    fetch.close()
    await expect.poll(() => count(key)).toMatchObject({ requests: 2, aborted: 2 })
  })

  test('a connection that cannot be made is the platform’s TypeError, and opens the circuit', async () => {
    const fetch = createFetch({ ...quick, retry: false, circuit: { maxWaitMs: 0 } })
    for (let call = 0; call < 5; call++) {
      expect((await outcomeOf(fetch('http://127.0.0.1:1/'))).error).toBeInstanceOf(TypeError)
    }
    expect((await outcomeOf(fetch('http://127.0.0.1:1/'))).error).toMatchObject({
      code: 'CIRCUIT_OPEN',
    })
  })

  test.each([
    ['in flight', 'never', false],
    ['in the body', 'stall', true],
  ])('an abort %s rejects with its reason and reaches the server', async (_name, route, body) => {
    const key = ownKey()
    const caller = new AbortController()
    const reason = new Error('left')
    const answer = createFetch()(`${origin}/${route}?key=${key}`, { signal: caller.signal })
    const end = outcomeOf<unknown>(body ? answer.then((response) => response.text()) : answer)
    await expect.poll(() => count(key)).toMatchObject({ requests: 1 })
    if (body) await answer
    caller.abort(reason)
    expect((await end).error).toBe(reason)
    await expect.poll(() => count(key)).toMatchObject({ aborted: 1 })
  })

  test('an abort after the headers of an opaque answer reaches the server', async () => {
    const key = ownKey()
    const caller = new AbortController()
    const init = { mode: 'no-cors', signal: caller.signal } as const
    const fetch = createFetch()
    // Chromium shows the headers once it has seen some of the body.
    const answer = await fetch(`${origin}/mirror?key=${key}&bytes=200000&hold=body`, init)
    expect(await count(key)).toMatchObject({ requests: 1, aborted: 0 })
    caller.abort()
    await expect.poll(() => count(key)).toMatchObject({ aborted: 1 })
    expect(answer, 'held until here').toBeInstanceOf(Response)
  })

  test('a connection reset half-way rejects the end of the stream, though nobody reads it', async () => {
    const reader = (await createFetch()(`${origin}/reset`)).body?.getReader()
    // Firefox asks the wire for nothing until somebody reads: its own stream hears of no end either.
    if (engine === 'firefox') await outcomeOf(Promise.all([reader?.read(), reader?.read()]))
    const { error } = await outcomeOf(reader?.closed ?? Promise.resolve())
    expect(error).toBeInstanceOf(TypeError)
  })

  test('ten callers of one URL make one request and each read it whole', async () => {
    const key = ownKey()
    const fetch = createFetch()
    const url = `${origin}/json?bytes=5000&key=${key}`
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(url)))
    const texts = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toHaveLength(5000)
    expect(await count(key)).toMatchObject({ requests: 1 })
  })

  test('a hedge leaves while the first still waits for its headers, and answers before it', async () => {
    for (const asRequest of [false, true]) {
      const url = `${origin}/tail?key=${ownKey()}&ms=1500`
      const fetch = createFetch({ hedge: hedge({ delayMs: 20 }) })
      const answer = await fetch(asRequest ? new Request(url) : url)
      expect(await answer.text()).toBe('request 2')
    }
  })

  test('an event stream is not cut', async () => {
    const fetch = createFetch({ timeout: { totalMs: 1000 } })
    const answer = await fetch(`${origin}/sse?events=20&ms=60`)
    expect(await answer.text()).toContain('id: 20')
  })

  test('a wait the server named is kept where it can be read', async () => {
    const fetch = createFetch({ timeout: { totalMs: 10_000 } })
    const told = await fetch(`${origin}/status/503?retry-after=60&expose=retry-after`)
    expect(told.status).toBe(503)
    expect((await outcomeOf(fetch(`${origin}/echo`))).error).toMatchObject({
      code: 'RATE_LIMITED',
      by: 'server',
    })
  })
}
