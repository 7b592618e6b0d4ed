'use client'
import { useContext, useEffect, useMemo } from 'react'
import { type FieldErrors, fieldErrors } from '../client/field-errors.ts'
import { isNewsToUser } from './told-once.ts'
import { WordsContext } from './words.ts'

/**
 * The messages of a failed mutation by field, the same object until the error or the provider's words change. An error that has some is
 * shown by whoever calls this, so `notify` is not called for it; one without is told as any other.
 */
export function useFieldErrors(error: unknown): FieldErrors {
  const words = useContext(WordsContext)
  const errors = useMemo(() => fieldErrors(error, words), [error, words])
  useEffect(() => {
    if (hasFields(errors)) isNewsToUser(error)
  }, [error, errors])
  return errors
}

/** True where there is something for a form to show at its fields. */
export const hasFields = ({ fields }: FieldErrors): boolean => Object.keys(fields).length > 0
