import { z } from '@hono/zod-openapi'

const STATUSES = ['active', 'paused', 'archived'] as const
const NOT_AN_OBJECT = 'The body must be a JSON object.'

const name = z
  .string({ error: textOr('Name is required.', 'Name') })
  .trim()
  .min(3, 'Name must have at least 3 characters.')
  .max(80, 'Name must have at most 80 characters.')
  .refine((text) => !/\p{Cc}/u.test(text), 'Name must be one line without control characters.')
  .openapi({ example: 'Atlas' })

const description = z
  .string({ error: textOr('Description is required.', 'Description') })
  .max(2_000, 'Description must have at most 2000 characters.')

const status = z.enum(STATUSES, { error: 'Status must be active, paused or archived.' })

const owner = z
  .email({
    error: ({ input }) =>
      input === undefined || input === ''
        ? 'Owner is required.'
        : 'Owner must be an email address, such as ada@example.com.',
  })
  .max(254, 'Owner must have at most 254 characters.')
  .openapi({ example: 'ada@example.com' })

const version = z
  .int({ error: 'Version must be the whole number you last read.' })
  .min(1, 'Version must be 1 or more.')
  .openapi({ description: 'Counts the writes, from 1' })

/** A project as the API shows it; instants are ISO 8601 in UTC. */
export const projectSchema = z
  .object({
    id: z.uuid(),
    name,
    description,
    status,
    owner,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version,
  })
  .openapi('Project')

/** A project as the API shows it. */
export type Project = z.infer<typeof projectSchema>

/** What a client writes: name 3 to 80 characters, owner an email; other fields may be left out. */
export const projectInputSchema = z
  .object(
    {
      name,
      description: description.default(''),
      status: status.default('active'),
      owner,
    },
    NOT_AN_OBJECT,
  )
  .openapi('ProjectInput')

/** What a client writes, complete. */
export type ProjectInput = z.infer<typeof projectInputSchema>

/** A whole replacement; with `version`, only where that is still the current one (else 409). */
export const projectReplacementSchema = projectInputSchema
  .extend({ version: version.optional() })
  .openapi('ProjectReplacement')

/** Some fields; with `version`, only where that is still the current one (else 409). */
export const projectChangesSchema = z
  .object(
    {
      name: name.exactOptional(),
      description: description.exactOptional(),
      status: status.exactOptional(),
      owner: owner.exactOptional(),
      version: version.exactOptional(),
    },
    NOT_AN_OBJECT,
  )
  .openapi('ProjectChanges')

/** Which projects to list, in what portion. */
export const projectFilterSchema = z.object({
  status: status.optional(),
  q: z
    .string({ error: 'Send q once.' })
    .max(80, 'q must have at most 80 characters.')
    .optional()
    .openapi({ description: 'start of the name; (ASCII) case does not matter' }),
  limit: z.coerce
    .number({ error: 'limit must be a whole number from 1 to 100.' })
    .int('limit must be a whole number from 1 to 100.')
    .min(1, 'limit must be at least 1.')
    .max(100, 'limit must be at most 100.')
    .default(20),
  cursor: z
    .string({ error: 'Send cursor once.' })
    .max(200, 'cursor must be a nextCursor of an earlier answer.')
    .optional()
    .openapi({ description: '`nextCursor` of the portion before' }),
})

/** Which projects to list, in what portion. */
export type ProjectFilter = z.infer<typeof projectFilterSchema>

/** One portion of the list; `nextCursor` is null at the end. */
export const projectListSchema = z
  .object({ items: z.array(projectSchema), nextCursor: z.string().nullable() })
  .openapi('ProjectList')

/** One portion of the list. */
export type ProjectList = z.infer<typeof projectListSchema>

function textOr(missing: string, label: string): (issue: { input?: unknown }) => string {
  return ({ input }) => (input === undefined ? missing : `${label} must be text.`)
}
