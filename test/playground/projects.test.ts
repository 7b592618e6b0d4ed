import { expect, test } from 'vitest'
import type { Project, ProjectList } from '../../playground/server/project.ts'
import { databaseFile, startBackend, type Answer, type Backend } from './backend.ts'

const PROJECTS = '/api/v1/projects'
const NEW = { name: 'Breakwater', owner: 'ada@example.com' }

const project = ({ body }: Answer) => body as Project
const list = ({ body }: Answer) => body as ProjectList
const names = (answer: Answer) => list(answer).items.map(({ name }) => name)

function problem({ status, headers, body }: Answer) {
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(body).toMatchObject({ status, instance: expect.stringMatching(/^\//) as string })
  return body as {
    type: string
    title: string
    detail: string
    errors: { field: string; pointer?: string; message: string; type: string }[]
  }
}

test('a new database holds a dozen projects, newest first', async () => {
  const { call } = await startBackend()
  const { items, nextCursor } = list(await call('GET', PROJECTS))
  expect(items).toHaveLength(12)
  expect(nextCursor).toBeNull()
  const ages = items.map(({ createdAt }) => createdAt)
  expect(ages).toEqual(ages.toSorted().toReversed())
})

test('creates, reads, changes, replaces and deletes a project', async () => {
  const { call } = await startBackend()
  const created = await call('POST', PROJECTS, { json: { ...NEW, name: '  Breakwater ' } })
  expect(created.status).toBe(201)
  expect(project(created)).toMatchObject({ ...NEW, description: '', status: 'active', version: 1 })
  const path = created.headers.get('location') ?? ''
  expect(path).toBe(`${PROJECTS}/${project(created).id}`)

  expect((await call('GET', path)).body).toEqual(created.body)

  const changed = await call('PATCH', path, { json: { status: 'paused', description: 'Stone' } })
  expect(changed.status).toBe(200)
  expect(project(changed)).toMatchObject({ ...NEW, status: 'paused', version: 2 })

  const replaced = await call('PUT', path, { json: { ...NEW, name: 'Jetty' } })
  expect(project(replaced)).toMatchObject({ name: 'Jetty', description: '', status: 'active' })
  expect(project(replaced).createdAt).toBe(project(created).createdAt)

  expect((await call('DELETE', path)).status).toBe(204)
  expect((await call('GET', path)).status).toBe(404)
})

test('keeps what was written over a restart on the same file', async () => {
  const file = databaseFile()
  const first = await startBackend({ databaseFile: file })
  const { id } = project(await first.call('POST', PROJECTS, { json: NEW }))
  await first.close()
  const second = await startBackend({ databaseFile: file })
  expect(project(await second.call('GET', `${PROJECTS}/${id}`))).toMatchObject(NEW)
  expect(list(await second.call('GET', PROJECTS)).items).toHaveLength(13)
})

test.each([
  [{}, ['name:required', 'owner:required']],
  [{ ...NEW, name: 'ab' }, ['name:too_small']],
  [{ ...NEW, name: ' ab ' }, ['name:too_small']],
  [{ ...NEW, name: 'x'.repeat(81) }, ['name:too_big']],
  [{ ...NEW, name: 'one\ntwo' }, ['name:custom']],
  [{ ...NEW, name: 7 }, ['name:invalid_type']],
  [{ ...NEW, owner: 'ada' }, ['owner:invalid_format']],
  [{ ...NEW, status: 'gone' }, ['status:invalid_value']],
  [{ ...NEW, description: 'x'.repeat(2_001) }, ['description:too_big']],
  [null, [':invalid_type']],
  [[], [':invalid_type']],
])('refuses to create %j, naming each field', async (json, expected) => {
  const { call } = await startBackend()
  const answer = await call('POST', PROJECTS, { json })
  expect(answer.status).toBe(422)
  const { type, title, errors } = problem(answer)
  expect({ type, title }).toEqual({
    type: 'urn:holdfast:problem:validation',
    title: 'Validation failed',
  })
  expect(errors.map(({ field, type: kind }) => `${field}:${kind}`)).toEqual(expected)
  for (const { field, pointer, message } of errors) {
    expect(pointer).toBe(field ? `#/${field}` : '#')
    expect(message).toMatch(/^[A-Z].*\.$/)
  }
  expect(list(await call('GET', PROJECTS)).items).toHaveLength(12)
})

test('refuses a name that is taken, in any case, with an error at the field', async () => {
  const { call } = await startBackend()
  const answer = await call('POST', PROJECTS, { json: { ...NEW, name: 'ATLAS' } })
  expect(answer.status).toBe(409)
  expect(problem(answer).errors).toMatchObject([
    { field: 'name', pointer: '#/name', type: 'not_unique' },
  ])
  const { id } = project(await call('POST', PROJECTS, { json: NEW }))
  const renamed = await call('PATCH', `${PROJECTS}/${id}`, { json: { name: 'Atlas' } })
  expect(renamed.status).toBe(409)
  const same = await call('PATCH', `${PROJECTS}/${id}`, { json: { name: 'breakwater' } })
  expect(same.status).toBe(200)
})

test.each(['GET', 'PATCH', 'PUT', 'DELETE'])('%s of an unknown id is 404', async (method) => {
  const { call } = await startBackend()
  const init = method === 'PATCH' || method === 'PUT' ? { json: NEW } : {}
  for (const id of ['00000000-0000-4000-8000-000000000000', 'x', '%E0%A4%A', "' OR 1=1 --"]) {
    const answer = await call(method, `${PROJECTS}/${id}`, init)
    expect(answer.status).toBe(404)
    problem(answer)
  }
  expect(list(await call('GET', PROJECTS)).items).toHaveLength(12)
})

test('a write from an outdated state is refused: 412 by If-Match, 409 by version', async () => {
  const { call } = await startBackend()
  const created = await call('POST', PROJECTS, { json: NEW })
  const path = created.headers.get('location') ?? ''
  const ifMatch = { 'If-Match': created.headers.get('etag') ?? '' }
  const json = { description: 'first' }

  const first = await call('PATCH', path, { json, headers: ifMatch })
  expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"'])

  const second = await call('PATCH', path, { json, headers: ifMatch })
  expect(second.status).toBe(412)
  expect(problem(second)).toMatchObject({ currentVersion: 2 })
  expect((await call('DELETE', path, { headers: ifMatch })).status).toBe(412)
  expect((await call('PATCH', path, { json: { ...json, version: 1 } })).status).toBe(409)

  const weakened = { 'If-Match': '"9", W/"2"' }
  expect((await call('PATCH', path, { json, headers: weakened })).status).toBe(200)
  expect((await call('PUT', path, { json: { ...NEW, version: 3 } })).status).toBe(200)
  expect((await call('DELETE', path, { headers: { 'If-Match': '*' } })).status).toBe(204)
})

test('filters by status and by the start of the name, taking wildcards as they are', async () => {
  const { call } = await startBackend()
  await call('POST', PROJECTS, { json: { ...NEW, name: '100% done_' } })
  const archived = list(await call('GET', `${PROJECTS}?status=archived`)).items
  expect(archived.length).toBeGreaterThan(0)
  expect(archived.every(({ status }) => status === 'archived')).toBe(true)
  const named = async (q: string) =>
    names(await call('GET', `${PROJECTS}?q=${encodeURIComponent(q)}`))
  expect(await named('dRi')).toEqual(['Driftwood'])
  expect(await named('wood')).toEqual([])
  expect(await named('100% d')).toEqual(['100% done_'])
  expect(await named('%')).toEqual([])
  expect(await named('_')).toEqual([])
  expect(await named("'; DROP TABLE projects; --")).toEqual([])
  expect(await named('\0')).toEqual([])
  expect(await named('')).toHaveLength(13)
})

test('pages stay whole while projects are made and deleted between them', async () => {
  const { call } = await startBackend()
  const before = names(await call('GET', PROJECTS))
  const seen: string[] = []
  let path = `${PROJECTS}?limit=5`
  for (let page = 1; page < 10; page += 1) {
    const { items, nextCursor } = list(await call('GET', path))
    seen.push(...items.map(({ name }) => name))
    await call('POST', PROJECTS, { json: { ...NEW, name: `Newcomer ${page}` } })
    await call('DELETE', `${PROJECTS}/${items[0]?.id}`)
    if (!nextCursor) break
    path = `${PROJECTS}?limit=5&cursor=${nextCursor}`
  }
  expect(seen).toEqual(before)
})

test('pages stay whole where many projects are of one instant', async () => {
  const { call } = await startBackend({ now: () => 1_800_000_000_000 })
  for (let n = 10; n < 20; n += 1) {
    await call('POST', PROJECTS, { json: { ...NEW, name: `Twin ${n}` } })
  }
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = list(await call('GET', `${PROJECTS}?q=twin&limit=3&cursor=${cursor}`))
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(new Set(seen).size).toBe(10)
  expect(seen).toEqual(seen.toSorted())
})

test.each([
  'limit=0',
  'limit=101',
  'limit=1.5',
  'limit=ten',
  'limit=1&limit=2',
  'status=',
  'status=gone',
  "status=' OR '1'='1",
  'cursor=garbage',
  'cursor=W10',
  `cursor=${Buffer.from('["2026-01-01T00:00:00.000Z","\' OR 1"]').toString('base64url')}`,
  'q=a&q=b',
  `q=${'x'.repeat(81)}`,
])('refuses to list by ?%s, naming the value', async (query) => {
  const { call } = await startBackend()
  const answer = await call('GET', `${PROJECTS}?${query}`)
  expect(answer.status).toBe(422)
  const [error] = problem(answer).errors
  expect(error).toMatchObject({ field: query.split('=')[0] })
  expect(error).not.toHaveProperty('pointer')
})

const keyed = (key: string) => ({ 'Idempotency-Key': key })

test('the same Idempotency-Key and body get the first answer again, over a restart too', async () => {
  const file = databaseFile()
  const first = await startBackend({ databaseFile: file })
  const post = (backend: Backend) =>
    backend.call('POST', PROJECTS, { json: NEW, headers: keyed('a-1') })
  const created = await post(first)
  expect(created.headers.get('idempotency-replayed')).toBeNull()
  await first.call('PATCH', created.headers.get('location') ?? '', { json: { name: 'Pier' } })
  await first.close()

  const second = await startBackend({ databaseFile: file })
  const replayed = await post(second)
  expect(replayed.status).toBe(201)
  expect(replayed.body).toEqual(created.body)
  expect(replayed.headers.get('location')).toBe(created.headers.get('location'))
  expect(replayed.headers.get('idempotency-replayed')).toBe('true')
  expect(list(await second.call('GET', PROJECTS)).items).toHaveLength(13)
})

test('an Idempotency-Key cannot be used for another body', async () => {
  const { call } = await startBackend()
  await call('POST', PROJECTS, { json: NEW, headers: keyed('a-1') })
  const answer = await call('POST', PROJECTS, {
    json: { ...NEW, name: 'Pier' },
    headers: keyed('a-1'),
  })
  expect(answer.status).toBe(422)
  expect(problem(answer).errors).toMatchObject([{ field: 'Idempotency-Key', type: 'key_reused' }])
  expect(list(await call('GET', PROJECTS)).items).toHaveLength(13)
})

test('a refused request does not use its Idempotency-Key up', async () => {
  const { call } = await startBackend()
  const taken = { ...NEW, name: 'Atlas' }
  expect((await call('POST', PROJECTS, { json: taken, headers: keyed('k') })).status).toBe(409)
  expect((await call('POST', PROJECTS, { json: NEW, headers: keyed('k') })).status).toBe(201)
  expect(
    (await call('POST', PROJECTS, { json: NEW, headers: keyed('k'.repeat(256)) })).status,
  ).toBe(422)
})

test('an Idempotency-Key is forgotten after 24 hours', async () => {
  let now = 1_800_000_000_000
  const { call } = await startBackend({ now: () => now })
  const init = { json: NEW, headers: keyed('a-1') }
  expect((await call('POST', PROJECTS, init)).status).toBe(201)
  now += 86_400_000 - 1
  expect((await call('POST', PROJECTS, init)).status).toBe(201)
  now += 1
  expect((await call('POST', PROJECTS, init)).status).toBe(409)
})

test('describes itself in an OpenAPI document', async () => {
  const { call } = await startBackend()
  const { body } = await call('GET', '/api/v1/openapi.json')
  expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/v1' }] })
  const { paths } = body as { paths: Record<string, object> }
  expect(Object.entries(paths).map(([path, methods]) => [path, ...Object.keys(methods)])).toEqual([
    ['/projects', 'get', 'post'],
    ['/projects/{id}', 'get', 'put', 'patch', 'delete'],
  ])
})
