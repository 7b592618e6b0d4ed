'use client'
import { useMemo } from 'react'
import { type FieldErrors, fieldErrors } from '../client/field-errors.ts'

/** The messages of a failed mutation by field, the same object until the error changes. */
export const useFieldErrors = (error: unknown): FieldErrors =>
  useMemo(() => fieldErrors(error), [error])
