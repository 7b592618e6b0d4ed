import { useMutation } from '@tanstack/react-query'
import type { HoldfastError } from 'holdfast'
import { useFieldErrors } from 'holdfast/react'
import { type SubmitEvent, useId, useState } from 'react'
import { AnswerPanel } from './answer-panel.tsx'
import { SHAPES } from './error-shape.ts'
import { FormEnd } from './form-end.tsx'
import { shapeClient } from './shape-server.ts'
import type { SignUp, SignUpField } from './sign-up.ts'
import { SignUpFields } from './sign-up-fields.tsx'
import { useFirstInvalid } from './use-first-invalid.ts'

/** Everything is wrong with it, so that every field has something to say. */
const WRONG: SignUp = { name: 'Ke', owner: 'ada@example.com', password: 'Passw0rd!' }

/** The same form before servers of other makes: one line reads them all. */
export function ShapedForm() {
  const [values, setValues] = useState(WRONG)
  const [shape, setShape] = useState(SHAPES[0]?.name ?? '')
  const { mutate, reset, error, isPending, data } = useMutation<SignUp, HoldfastError, SignUp>({
    mutationFn: (json) =>
      shapeClient.post('sign-ups', { json, searchParams: { as: shape } }).json<SignUp>(),
    meta: { silent: true },
  })
  const { fields, form } = useFieldErrors(error)
  const formRef = useFirstInvalid(error)
  const picker = useId()
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isPending) mutate(values)
  }
  const bind = (name: SignUpField) => ({
    value: values[name],
    onChange: ({ target }: { target: HTMLInputElement }) => {
      setValues({ ...values, [name]: target.value })
      if (error) reset()
    },
  })
  return (
    <div className="form-and-answer">
      <form ref={formRef} className="panel sign-up" noValidate onSubmit={submit}>
        <div className="shape-picker">
          <label htmlFor={picker}>The server answers as</label>
          <select
            id={picker}
            value={shape}
            onChange={({ target }) => {
              setShape(target.value)
              reset()
            }}
          >
            {SHAPES.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        <SignUpFields values={values} errors={fields} bind={bind} />
        <FormEnd
          {...{ error, form, isPending }}
          done={data && `${data.name} is made.`}
          path="/sign-ups"
        >
          Send
        </FormEnd>
      </form>
      <AnswerPanel error={error} />
    </div>
  )
}
