import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { DatabaseSync } from 'node:sqlite'
import type { AppEnv } from './app-env.ts'
import { createOnce } from './idempotency.ts'
import { problemSchema } from './problem.ts'
import {
  projectChangesSchema,
  projectFilterSchema,
  projectInputSchema,
  projectListSchema,
  projectReplacementSchema,
  projectSchema,
} from './project.ts'
import { listProjects } from './project-list.ts'
import { createProjectStore } from './project-store.ts'
import { refuseInvalid } from './validation.ts'
import { entityTag, versionGuard } from './version-guard.ts'

/**
 * `/projects` with list, create, read, replace, change, delete, and the OpenAPI document of them.
 *
 * @param now  wall clock in milliseconds
 */
export function projectRoutes(database: DatabaseSync, now: () => number): OpenAPIHono<AppEnv> {
  const projects = createProjectStore(database, now)
  const once = createOnce(database, now)
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid })

  routes.openapi(list, (c) => c.json(listProjects(database, c.req.valid('query')), 200))

  routes.openapi(create, (c) => {
    const input = c.req.valid('json')
    const key = c.req.valid('header')['idempotency-key']
    const make = () => projects.create(input)
    const { answer, replayed } = key ? once(key, input, make) : { answer: make(), replayed: false }
    c.header('Location', `${c.req.path}/${answer.id}`)
    c.header('ETag', entityTag(answer))
    if (replayed) c.header('Idempotency-Replayed', 'true')
    return c.json(answer, 201)
  })

  routes.openapi(read, (c) => {
    const project = projects.find(c.req.valid('param').id)
    c.header('ETag', entityTag(project))
    return c.json(project, 200)
  })

  for (const write of [replace, change]) {
    routes.openapi(write, (c) => {
      const { version, ...changes } = c.req.valid('json')
      const guard = versionGuard(c.req.header('If-Match'), version)
      const project = projects.update(c.req.valid('param').id, changes, guard)
      c.header('ETag', entityTag(project))
      return c.json(project, 200)
    })
  }

  routes.openapi(remove, (c) => {
    projects.remove(c.req.valid('param').id, versionGuard(c.req.header('If-Match')))
    return c.body(null, 204)
  })

  routes.doc31('/openapi.json', DOCUMENT)
  return routes
}

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Holdfast playground', version: '1.0.0' },
  servers: [{ url: '/api/v1' }],
}

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})
const body = <S extends z.ZodType>(schema: S) => ({ required: true, content: json(schema) })

const one = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, format: 'uuid' }),
})
const ifMatch = z.object({
  'if-match': z.string().optional().openapi({ description: 'the ETag last read', example: '"3"' }),
})
const idempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .min(1, 'Idempotency-Key must not be empty.')
    .max(255, 'Idempotency-Key must have at most 255 characters.')
    .optional()
    .openapi({ description: 'the same key and body get the first answer again, for 24 hours' }),
})

const list = createRoute({
  method: 'get',
  path: '/projects',
  request: { query: projectFilterSchema },
  responses: {
    200: { description: 'One portion, newest first', content: json(projectListSchema) },
    422: problem('A query value is not valid'),
  },
})

const create = createRoute({
  method: 'post',
  path: '/projects',
  request: { headers: idempotencyKey, body: body(projectInputSchema) },
  responses: {
    201: { description: 'Created; `Location` names it', content: json(projectSchema) },
    400: problem('The body is not JSON'),
    409: problem('The name is taken'),
    422: problem('A field is not valid, or the key was used for another request'),
  },
})

const read = createRoute({
  method: 'get',
  path: '/projects/{id}',
  request: { params: one },
  responses: {
    200: { description: 'The project', content: json(projectSchema) },
    404: problem('No such project'),
  },
})

const written = {
  200: { description: 'The project as it is now', content: json(projectSchema) },
  400: problem('The body is not JSON'),
  404: problem('No such project'),
  409: problem('The name is taken, or `version` is not the current one'),
  412: problem('`If-Match` is not the current version'),
  422: problem('A field is not valid'),
}

const replace = createRoute({
  method: 'put',
  path: '/projects/{id}',
  request: { params: one, headers: ifMatch, body: body(projectReplacementSchema) },
  responses: written,
})

const change = createRoute({
  method: 'patch',
  path: '/projects/{id}',
  request: { params: one, headers: ifMatch, body: body(projectChangesSchema) },
  responses: written,
})

const remove = createRoute({
  method: 'delete',
  path: '/projects/{id}',
  request: { params: one, headers: ifMatch },
  responses: {
    204: { description: 'Deleted' },
    404: problem('No such project'),
    412: problem('`If-Match` is not the current version'),
  },
})
