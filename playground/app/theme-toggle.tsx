import { useState, useSyncExternalStore } from 'react'

type Theme = 'light' | 'dark'

const KEY = 'holdfast-theme'
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')

const subscribe = (onChange: () => void) => {
  const watch = new MutationObserver(onChange)
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  prefersDark.addEventListener('change', onChange)
  return () => {
    watch.disconnect()
    prefersDark.removeEventListener('change', onChange)
  }
}

const read = (): Theme => {
  const chosen = document.documentElement.dataset['theme']
  if (chosen === 'light' || chosen === 'dark') return chosen
  return prefersDark.matches ? 'dark' : 'light'
}

/** The theme on screen: the system's, or the one chosen here. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, read)

/** Chooses the other theme and remembers it; back to the system's own, it forgets. */
export function ThemeToggle() {
  const theme = useTheme()
  const [said, setSaid] = useState('')
  const other = theme === 'dark' ? 'light' : 'dark'
  const toggle = () => {
    const isSystem = (other === 'dark') === prefersDark.matches
    if (isSystem) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, other)
    document.documentElement.dataset['theme'] = other
    setSaid(`${other} theme`)
  }
  return (
    <>
      <button
        type="button"
        className="icon-button"
        onClick={toggle}
        title={`Use the ${other} theme`}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
        </svg>
        <span className="visually-hidden">Use the {other} theme</span>
      </button>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  )
}
