import type { Project } from './project.ts'
import { ProjectRow } from './project-row.tsx'
import { PAGE_SIZE } from './use-project-page.ts'

/** The list; bars of the same height while there are no projects yet. */
export function ProjectTable({ projects }: { projects: readonly Project[] | undefined }) {
  return (
    <table aria-busy={projects === undefined}>
      <caption className="visually-hidden">Projects, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Project</th>
          <th scope="col">Status</th>
          <th scope="col" className="owner">
            Owner
          </th>
          <th scope="col" className="updated">
            Updated
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {projects
          ? projects.map((project) => <ProjectRow key={project.id} project={project} />)
          : skeleton}
      </tbody>
    </table>
  )
}

const skeleton = Array.from({ length: PAGE_SIZE }, (_, row) => (
  // Eight times the same nothing: a number is all that tells them apart.
  <tr key={row} className="skeleton" aria-hidden="true">
    <td className="what">
      <i style={{ width: `${30 + ((row * 17) % 25)}%` }} />
      <i style={{ width: `${45 + ((row * 29) % 35)}%` }} />
    </td>
    <td>
      <i style={{ width: '64px' }} />
    </td>
    <td className="owner">
      <i style={{ width: `${60 + ((row * 13) % 30)}%` }} />
    </td>
    <td className="updated">
      <i style={{ width: '56px' }} />
    </td>
    <td className="actions" />
  </tr>
))
