import { Problem } from './problem.ts'
import type { Project } from './project.ts'
import type { Guard } from './project-store.ts'

/** The entity tag of a project: its version. */
export function entityTag({ version }: Project): string {
  return `"${version}"`
}

/**
 * Lets a write go on only from the state its author has seen.
 *
 * Weak tags count as strong ones: gzip on the way weakens a tag, and the version is the same.
 *
 * @param ifMatch  the `If-Match` header; throws a 412 problem where no tag in it is the current one
 * @param version  the version in the body; throws a 409 problem where it is not the current one
 * @see RFC 9110 section 13.1.1
 */
export function versionGuard(ifMatch: string | undefined, version?: number): Guard {
  return (current) => {
    const tags = ifMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
    if (tags && !tags.includes('*') && !tags.includes(entityTag(current)))
      throw changed(412, current)
    if (version !== undefined && version !== current.version) throw changed(409, current)
  }
}

function changed(status: number, { version }: Project): Problem {
  const detail = `The project has changed and is at version ${version} now. Read it again first.`
  return new Problem(status, detail, { currentVersion: version })
}
