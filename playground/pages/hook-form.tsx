import { useEffect } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { AnswerPanel } from './answer-panel.tsx'
import { FormEnd } from './form-end.tsx'
import { isSignUpField, NOTHING, problemsOf, type SignUpField } from './sign-up.ts'
import { SignUpFields } from './sign-up-fields.tsx'
import { useSignUp } from './use-sign-up.ts'

/** The library has its own view of values: they are its to change. */
type Values = { -readonly [Field in SignUpField]: string }

/** The same with react-hook-form: it has the values and the errors, the server's too. */
export function HookForm() {
  const { control, register, handleSubmit, setError, formState } = useForm<Values>({
    defaultValues: NOTHING,
  })
  const values = useWatch({ control })
  const { send, reset, ...sending } = useSignUp()
  const { error, fields } = sending
  useEffect(() => {
    const named = Object.entries(fields).filter(([name]) => isSignUpField(name))
    for (const [index, [name, messages]] of named.entries()) {
      setError(name as SignUpField, { message: messages.join(' ') }, { shouldFocus: index === 0 })
    }
  }, [fields, setError])
  const bind = (name: SignUpField) =>
    register(name, {
      validate: (_, all) => problemsOf(all)[name]?.join(' '),
      onChange: () => error && reset(),
    })
  const errors = Object.fromEntries(
    Object.entries(formState.errors).map(([name, { message }]) => [name, [message ?? '']]),
  )
  return (
    <div className="form-and-answer">
      <form
        className="panel sign-up"
        noValidate
        onSubmit={(event) =>
          void handleSubmit(
            (sound) => send(sound),
            () => reset(),
          )(event)
        }
      >
        <SignUpFields values={{ ...NOTHING, ...values }} errors={errors} bind={bind} />
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
