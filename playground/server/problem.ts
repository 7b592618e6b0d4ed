import { STATUS_CODES } from 'node:http'
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** One thing wrong with one field, in words a person can act on. */
export type FieldError = z.infer<typeof fieldErrorSchema>

const fieldErrorSchema = z.object({
  field: z.string().openapi({ example: 'name' }),
  pointer: z.string().optional().openapi({
    description: 'JSON pointer into the request body; absent for query values and headers',
    example: '#/name',
  }),
  message: z.string().openapi({ example: 'Name must have at least 3 characters.' }),
  type: z.string().openapi({ example: 'too_small' }),
})

/** RFC 9457 problem details, as they are described in the OpenAPI document. */
export const problemSchema = z
  .looseObject({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .openapi('Problem')

/** Members beside `status` and `detail`; `type` defaults to `about:blank`, other keys are extensions. */
export type ProblemMembers = Readonly<{ type?: string; errors?: readonly FieldError[] }> &
  Readonly<Record<string, unknown>>

/** A failure the client is told about. Thrown anywhere below a handler, answered by `problemAnswer`. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly members: ProblemMembers

  /**
   * @param status  HTTP status, 400 to 599
   * @param detail  what happened and what to do about it; the client sees it
   */
  constructor(status: number, detail: string, members: ProblemMembers = {}) {
    super(detail)
    this.status = status
    this.members = members
  }
}

/** Answers with `application/problem+json`; headers set on the context before stay. */
export function problemAnswer(c: Context, { status, message, members }: Problem): Response {
  const problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    instance: c.req.path,
    ...members,
  }
  const headers = { 'Content-Type': 'application/problem+json' }
  return c.body(JSON.stringify(problem), status as ContentfulStatusCode, headers)
}
