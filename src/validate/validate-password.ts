import { list, only, read, type Rows, whole } from '../option-checks.ts'

/** A kind of character that a password may be required to hold. */
export type PasswordCharacter = 'lower' | 'upper' | 'digit' | 'symbol'

export type PasswordRules = Readonly<{
  /** Code points. From 1 to 1 024, default 8. */
  minLength?: number | undefined
  /** Code points. From `minLength` to 1 024, default 128. */
  maxLength?: number | undefined
  /**
   * Kinds of which there must be one at least. Default all four. In Unicode's terms: Ll, Lu, Nd;
   * a symbol is punctuation, a symbol or a space.
   */
  require?: readonly PasswordCharacter[] | undefined
}>

/** One reason why a password is refused, with what is needed to put it into words. */
export type PasswordProblem =
  | Readonly<{ reason: 'too-short'; minLength: number }>
  | Readonly<{ reason: 'too-long'; maxLength: number }>
  | Readonly<{ reason: 'no-lower' | 'no-upper' | 'no-digit' | 'no-symbol' }>

type Required<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> }

/** In the order in which problems are told. */
const kinds: Readonly<Record<PasswordCharacter, RegExp>> = {
  lower: /\p{Ll}/u,
  upper: /\p{Lu}/u,
  digit: /\p{Nd}/u,
  symbol: /[\p{P}\p{S}\p{Zs}]/u,
}
const characters = Object.keys(kinds) as readonly PasswordCharacter[]
const most = 1_024

/**
 * True where {@link passwordProblems} finds nothing: by default 8 to 128 characters, a lower-case
 * and an upper-case letter, a digit and a symbol among them.
 *
 * It says nothing of how easily the password is guessed: `Passw0rd!` passes. `passwordStrength` of
 * `holdfast/validate/strength` does.
 *
 * @returns false for anything that is no string
 * @throws ConfigError if the rules are not legal
 */
export const validatePassword = (value: unknown, rules: PasswordRules = {}): boolean =>
  passwordProblems(value, rules).length === 0

/**
 * Every reason why a password is refused, for a form to put into words; empty where it passes.
 *
 * A character is a code point, as NIST counts. What is no string is as good as empty. The answer
 * never quotes the password.
 *
 * @throws ConfigError if the rules are not legal
 * @see NIST SP 800-63B-4 §3.1.1.2
 */
export function passwordProblems(
  value: unknown,
  rules: PasswordRules = {},
): readonly PasswordProblem[] {
  return problemsOf(value, readPasswordRules(rules))
}

/** The rules with their defaults, checked. */
export function readPasswordRules(rules: PasswordRules): Required<PasswordRules> {
  const { minLength } = read<Required<PasswordRules>>('', rules, rows(1))
  return read('', rules, rows(minLength))
}

const rows = (least: number): Rows => ({
  minLength: [8, whole, 1, most],
  maxLength: [Math.max(128, least), whole, least, most],
  require: [characters, everyKind],
})

/** {@link passwordProblems} by rules that are checked already. */
export function problemsOf(
  value: unknown,
  { minLength, maxLength, require }: Required<PasswordRules>,
): readonly PasswordProblem[] {
  const text = typeof value === 'string' ? value : ''
  // A code point has two units at most: what lies beyond does not have to be counted.
  const { length } = Array.from(text.slice(0, 2 * maxLength + 1))
  const problems: PasswordProblem[] = []
  if (length < minLength) problems.push({ reason: 'too-short', minLength })
  if (length > maxLength || text.length > 2 * maxLength) {
    problems.push({ reason: 'too-long', maxLength })
  }
  for (const kind of characters) {
    if (require.includes(kind) && !kinds[kind].test(text)) problems.push({ reason: `no-${kind}` })
  }
  return problems
}

function everyKind(
  path: string,
  value: readonly PasswordCharacter[],
): readonly PasswordCharacter[] {
  for (const kind of list(path, value, 'string')) only(path, kind, characters)
  return value
}
