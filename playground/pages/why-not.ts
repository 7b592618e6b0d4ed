import { fieldErrors, isHoldfastError } from 'holdfast'
import { inWords } from '../app/in-words.ts'

/** Why a change was not taken; and when to try again, where somebody named a time. */
export function whyNot(error: unknown): string {
  // A refusal is written for this user, and says more than its status.
  if (isHoldfastError(error) && error.code === 'PROBLEM' && error.status < 500) {
    const { fields, form } = fieldErrors(error)
    return [...Object.values(fields).flat(), ...form].join(' ')
  }
  const { title, advice } = inWords(error)
  const isTimed = isHoldfastError(error) && error.retryAfterMs !== undefined
  return isTimed ? `${title}. ${advice}` : `${title}.`
}
