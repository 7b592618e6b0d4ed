import { z } from 'zod'
import { invalid } from './validation.ts'

/** A place in the list: just after the project of this age and id. */
export type Cursor = Readonly<{ createdAt: string; id: string }>

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()])

/** Makes an opaque, URL-safe text of a place in the list. */
export function encodeCursor({ createdAt, id }: Cursor): string {
  return Buffer.from(JSON.stringify([createdAt, id])).toString('base64url')
}

/**
 * Reads what `encodeCursor` made.
 *
 * @throws a 422 problem naming `cursor` for anything else
 */
export function decodeCursor(text: string): Cursor {
  const parsed = cursorSchema.safeParse(readJson(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success) throw invalid([BAD_CURSOR])
  const [createdAt, id] = parsed.data
  return { createdAt, id }
}

const BAD_CURSOR = {
  field: 'cursor',
  message: 'cursor must be a nextCursor of an earlier answer.',
  type: 'invalid_format',
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
