import { createResource, type Resource } from 'holdfast/react'
import type { Project } from '../app/project.ts'

/** Rows on the page. The list is asked for as many, so that what is pushed out comes back. */
export const ROWS = 12

export const OWNER = 'ada@example.com'

/** The backend's projects, with changes that show at once. */
export const projects: Resource<Project> = createResource<Project>({
  path: 'projects',
  draft: (values, id) => ({
    id,
    name: '',
    description: '',
    status: 'active',
    owner: OWNER,
    updatedAt: new Date().toISOString(),
    version: 0,
    ...values,
  }),
})
