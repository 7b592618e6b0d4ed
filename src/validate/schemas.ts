import { validateEmail } from './validate-email.ts'
import {
  type PasswordProblem,
  type PasswordRules,
  problemsOf,
  readPasswordRules,
} from './validate-password.ts'

/** A schema of a text, for anything that takes a Standard Schema: a form, a client, a router. */
export type TextSchema = Readonly<{
  '~standard': Readonly<{
    version: 1
    vendor: 'holdfast'
    types?: Readonly<{ input: string; output: string }> | undefined
    validate: (value: unknown) => TextResult
  }>
}>

type TextResult =
  | Readonly<{ value: string; issues?: undefined }>
  | Readonly<{ issues: ReadonlyArray<{ readonly message: string }> }>

/**
 * {@link validateEmail} as a Standard Schema. Its one issue says `not an email address`.
 *
 * @see Standard Schema 1
 */
export const emailSchema: TextSchema = schema((value) =>
  validateEmail(value) ? [] : ['not an email address'],
)

/**
 * `passwordProblems` as a Standard Schema: an issue for each problem, in English and without the
 * password in it.
 *
 * @throws ConfigError if the rules are not legal
 */
export function passwordSchema(rules: PasswordRules = {}): TextSchema {
  const checked = readPasswordRules(rules)
  return schema((value) => problemsOf(value, checked).map(inWords))
}

function schema(problems: (value: unknown) => readonly string[]): TextSchema {
  const validate = (value: unknown): TextResult => {
    if (typeof value !== 'string') return { issues: [{ message: 'not a text' }] }
    const found = problems(value)
    return found.length === 0 ? { value } : { issues: found.map((message) => ({ message })) }
  }
  return { '~standard': { version: 1, vendor: 'holdfast', validate } }
}

function inWords(problem: PasswordProblem): string {
  switch (problem.reason) {
    case 'too-short':
      return `fewer than ${problem.minLength} characters`
    case 'too-long':
      return `more than ${problem.maxLength} characters`
    case 'no-lower':
      return 'no lower-case letter'
    case 'no-upper':
      return 'no upper-case letter'
    case 'no-digit':
      return 'no digit'
    case 'no-symbol':
      return 'no symbol'
  }
}
