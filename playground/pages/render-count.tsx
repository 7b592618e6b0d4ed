import { useEffect, useRef } from 'react'

/** How often the component around it has rendered. Writes the number itself: it must not render. */
export function RenderCount() {
  const place = useRef<HTMLSpanElement>(null)
  const count = useRef(0)
  // Strict Mode mounts twice in development, which is no render of the user's.
  useEffect(() => {
    count.current = 0
  }, [])
  useEffect(() => {
    count.current += 1
    if (place.current) place.current.textContent = String(count.current)
  })
  return <span ref={place} />
}
