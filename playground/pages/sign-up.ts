import { type PasswordProblem, passwordProblems, validateEmail } from 'holdfast/validate'

/** What all forms of the page ask for. */
export type SignUp = Readonly<{ name: string; owner: string; password: string }>

export type SignUpField = keyof SignUp

export type Messages = Readonly<Partial<Record<SignUpField, readonly string[]>>>

export const NOTHING: SignUp = { name: '', owner: '', password: '' }

export const isSignUpField = (name: string): name is SignUpField => name in NOTHING

/** What the page itself knows to be wrong. Of a name only the backend can say whether it is free. */
export function problemsOf({ owner, password }: SignUp): Messages {
  const reasons = passwordProblems(password).map(({ reason }) => reason)
  const missing = NEEDS.filter(({ reason }) => reasons.includes(reason))
  const needs = missing.map(({ words }) => words).join(', ') || 'fewer characters'
  return {
    ...(!validateEmail(owner) && { owner: ['An email address, such as ada@example.com.'] }),
    ...(reasons.length > 0 && { password: [`It needs ${needs}.`] }),
  }
}

/** What a password needs, in the order in which it is shown. */
export const NEEDS: readonly Readonly<{ reason: PasswordProblem['reason']; words: string }>[] = [
  { reason: 'too-short', words: '8 characters' },
  { reason: 'no-lower', words: 'a lower-case letter' },
  { reason: 'no-upper', words: 'an upper-case letter' },
  { reason: 'no-digit', words: 'a digit' },
  { reason: 'no-symbol', words: 'a symbol' },
]
