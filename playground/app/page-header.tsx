import { CircuitPill } from './circuit-pill.tsx'
import { PageNav } from './page-nav.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

/** Name, pages, and the state of the backend's gate. */
export function PageHeader() {
  return (
    <header className="page-header">
      <button type="button" className="skip" onClick={skip}>
        Skip to content
      </button>
      <Mark />
      <h1>Holdfast</h1>
      <PageNav />
      <CircuitPill />
      <ThemeToggle />
    </header>
  )
}

/** The address after `#` names a page, so that a link cannot jump within one. */
function skip(): void {
  const main = document.querySelector('main')
  main?.setAttribute('tabindex', '-1')
  main?.focus()
}

/** A holdfast: the part of kelp that grips the rock. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2v9M12 11c0 5-3 6-7 10M12 11c0 5 3 6 7 10M12 11v10M3 21.5h18" />
    </svg>
  )
}
