import { validateEmail } from 'holdfast/validate'
import type { InputHTMLAttributes, RefAttributes } from 'react'
import { Field } from '../app/field.tsx'
import { PasswordNeeds } from './password-needs.tsx'
import type { Messages, SignUp, SignUpField } from './sign-up.ts'

/** What a form library gives an input: its value or its ref, and what it listens to. */
type Bound = InputHTMLAttributes<HTMLInputElement> & RefAttributes<HTMLInputElement>

type SignUpFieldsProps = Readonly<{
  values: SignUp
  errors: Messages
  bind: (name: SignUpField) => Bound
}>

/** The three fields, the same in every form; what is said while typing stands where errors stand. */
export function SignUpFields({ values, errors, bind }: SignUpFieldsProps) {
  const { owner, password } = values
  return (
    <>
      <Field
        label="Project name"
        name="name"
        errors={errors.name}
        hint="The backend says if it is free."
      >
        {(control) => <input {...bind('name')} {...control} autoComplete="off" required />}
      </Field>
      <Field label="Email" name="owner" errors={errors.owner} hint={emailHint(owner)}>
        {(control) => (
          <input {...bind('owner')} {...control} type="email" autoComplete="email" required />
        )}
      </Field>
      <Field
        label="Password"
        name="password"
        errors={errors.password}
        hint="Judged here, and not sent to the projects."
      >
        {(control) => (
          <input
            {...bind('password')}
            {...control}
            type="password"
            autoComplete="new-password"
            required
          />
        )}
      </Field>
      <PasswordNeeds password={password} />
    </>
  )
}

function emailHint(owner: string): string {
  if (owner === '') return 'Of the owner.'
  return validateEmail(owner) ? 'Mail can be sent there.' : 'Not an address yet.'
}
