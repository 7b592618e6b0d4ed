import { pageOf, PAGES } from './pages.ts'
import { useRoute } from './route.ts'

/** The way to the other pages. */
export function PageNav() {
  const current = pageOf(useRoute()) ?? PAGES[0]
  return (
    <nav className="page-nav" aria-label="Playground">
      {PAGES.map((page) => (
        <a
          key={page.route}
          href={`#/${page.route}`}
          aria-current={page === current ? 'page' : undefined}
        >
          {page.title}
        </a>
      ))}
    </nav>
  )
}
