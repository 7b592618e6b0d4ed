import { ConfigError } from '../errors.ts'

/**
 * An id as one segment of a path. Of itself a URL takes `.` and `..` for steps, and an empty segment
 * for the list.
 *
 * @throws ConfigError where it is one of these
 */
export function pathSegment(id: string | number): string {
  const segment = encodeURIComponent(id)
  if (['', '.', '..'].includes(segment)) {
    throw new ConfigError('id', id, 'a segment of a path, not empty and no dots')
  }
  return segment
}
