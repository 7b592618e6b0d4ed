import { CircuitPill } from './circuit-pill.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

/** Name, claim, and the state of the backend's gate. */
export function PageHeader() {
  return (
    <header className="page-header">
      <a className="skip" href="#projects">
        Skip to projects
      </a>
      <Mark />
      <h1>Holdfast</h1>
      <p>The API client that holds when the backend does not.</p>
      <CircuitPill />
      <ThemeToggle />
    </header>
  )
}

/** A holdfast: the part of kelp that grips the rock. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2v9M12 11c0 5-3 6-7 10M12 11c0 5 3 6 7 10M12 11v10M3 21.5h18" />
    </svg>
  )
}
