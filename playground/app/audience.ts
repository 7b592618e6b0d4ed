import type { ErrorAudience } from 'holdfast/react'
import { addToast } from './toasts.ts'
import { writeDown } from './told.ts'

/** Who is told of the errors of this page, by the provider and by the window alike. */
export const audience: ErrorAudience = {
  notify(error, facts) {
    writeDown(error, facts, 'notified')
    addToast(error, facts.errorId)
  },
  reporter: {
    error: (error, facts) => writeDown(error, facts, 'reported'),
  },
}
