import type { HoldfastError } from 'holdfast'
import { useApiMutation, useFieldErrors } from 'holdfast/react'
import { useRef } from 'react'
import type { Project } from '../app/project.ts'
import type { Messages, SignUp } from './sign-up.ts'

export type Sending = Readonly<{
  send: (values: SignUp) => void
  isPending: boolean
  /** The name of the project that was made. */
  made: string | undefined
  error: HoldfastError | null
  fields: Messages
  form: readonly string[]
  /** Takes what the backend said away: somebody is at work on it. */
  reset: () => void
}>

/**
 * Makes a project of the values. The same values are sent under the same idempotency key: pressing
 * twice after a lost answer makes one project.
 */
export function useSignUp(): Sending {
  const sent = useRef({ text: '', key: '' })
  const create = useApiMutation<Project, SignUp>({
    mutationFn: ({ name, owner }, client) => {
      const text = JSON.stringify([name, owner])
      if (text !== sent.current.text) sent.current = { text, key: crypto.randomUUID() }
      const headers = { 'Idempotency-Key': sent.current.key }
      return client.post('projects', { json: { name, owner }, headers }).json<Project>()
    },
    invalidates: ['projects'],
    meta: { silent: true },
  })
  const { mutate: send, isPending, error, reset } = create
  const { fields, form } = useFieldErrors(error)
  return { send, isPending, made: create.data?.name, error, fields, form, reset }
}
