import { randomId } from '../clock.ts'
import { isHoldfastError } from '../errors.ts'
import { safely } from '../user-code.ts'

/** What was thrown may refuse every question. */
const ignore = (): void => undefined

const ids = new WeakMap<object, string>()
/** The last thrown value without identity: rendered and then reported, it must keep its id. */
let last: Readonly<{ thrown: unknown; id: string }> | undefined

/**
 * The id under which a user and the support speak of an error: the id of its request where it has
 * one, because the server's log has it too, else eight random hexadecimal digits. The same error
 * object always has the same id.
 */
export function errorIdOf(error: unknown): string {
  const requestId = safely(() => (isHoldfastError(error) ? error.requestId : undefined), ignore)
  if (typeof requestId === 'string') return requestId
  if (typeof error !== 'object' || error === null) {
    if (!last || !Object.is(last.thrown, error)) last = { thrown: error, id: shortId() }
    return last.id
  }
  const known = ids.get(error) ?? shortId()
  ids.set(error, known)
  return known
}

const shortId = (): string => randomId().slice(0, 8)
