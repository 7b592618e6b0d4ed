import { type SubmitEvent, useState } from 'react'
import { AnswerPanel } from './answer-panel.tsx'
import { FormEnd } from './form-end.tsx'
import { type Messages, NOTHING, problemsOf, type SignUpField } from './sign-up.ts'
import { SignUpFields } from './sign-up-fields.tsx'
import { useFirstInvalid } from './use-first-invalid.ts'
import { useSignUp } from './use-sign-up.ts'

/** React's state and `useFieldErrors`, and nothing else. */
export function PlainForm() {
  const [values, setValues] = useState(NOTHING)
  const [problems, setProblems] = useState<Messages>()
  const { send, reset, ...sending } = useSignUp()
  const { error, fields, isPending } = sending
  // Counted, so that an edit, which changes the problems, does not take the focus away.
  const [refusals, setRefusals] = useState(0)
  const form = useFirstInvalid(error ?? refusals)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const found = problemsOf(values)
    const isSound = Object.keys(found).length === 0
    setProblems(isSound ? undefined : found)
    if (!isSound) setRefusals(refusals + 1)
    if (isSound && !isPending) send(values)
  }
  const bind = (name: SignUpField) => ({
    value: values[name],
    onChange: ({ target }: { target: HTMLInputElement }) => {
      setValues({ ...values, [name]: target.value })
      setProblems(problems && { ...problems, [name]: [] })
      if (error) reset()
    },
  })
  return (
    <div className="form-and-answer">
      <form ref={form} className="panel sign-up" noValidate onSubmit={submit}>
        <SignUpFields values={values} errors={{ ...fields, ...problems }} bind={bind} />
        <FormEnd
          {...sending}
          done={sending.made && `${sending.made} is made.`}
          path="/api/v1/projects"
        >
          Create project
        </FormEnd>
      </form>
      <AnswerPanel error={error} />
    </div>
  )
}
