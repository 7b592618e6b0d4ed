import { type RefObject, useEffect, useRef } from 'react'

/** For a form: the first field that is wrong gets the focus whenever there is a new reason. */
export function useFirstInvalid(reason: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (reason) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [reason])
  return form
}
