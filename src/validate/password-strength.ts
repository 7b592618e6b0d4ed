import { list, read } from '../option-checks.ts'

export type StrengthOptions = Readonly<{
  /**
   * What a guesser would try first: the user's name, address, company, the name of the site.
   * Parts of three characters and more count on their own. Default none.
   */
  userInputs?: readonly string[] | undefined
}>

/** How well a password would stand against guessing. */
export type PasswordStrength = Readonly<{
  /**
   * 0 guessed at once (fewer than 10³ guesses), 1 under 10⁶, 2 under 10⁸, 3 under 10¹⁰, 4 beyond.
   * Ask for 3 at least.
   */
  score: 0 | 1 | 2 | 3 | 4
  /** The power of ten of the guesses it takes. */
  guessesLog10: number
  /** What is wrong, in English; `undefined` where nothing is. */
  warning: string | undefined
  /** What would help, in English. */
  suggestions: readonly string[]
}>

/** 256 characters, the estimator's own bound, took it a second; the answer is known long before. */
const maxLength = 64

type Estimator = {
  check: (
    password: string,
    userInputs: string[],
  ) => {
    score: PasswordStrength['score']
    guessesLog10: number
    feedback: { warning: string | null; suggestions: string[] }
  }
}

let loading: Promise<Estimator> | undefined

/**
 * Estimates how many guesses a password withstands, by dictionaries of English and of passwords in
 * use, patterns of keyboards, dates, repetitions and substitutions.
 *
 * Needs three packages of your own, `@zxcvbn-ts/core`, `@zxcvbn-ts/language-common` and
 * `@zxcvbn-ts/language-en`: some 0.8 MB compressed, loaded by the first call and not before. Only
 * the first 64 characters count. Nothing leaves the machine and the answer does not quote the
 * password. What is no string is as good as empty.
 *
 * @throws ConfigError (as a rejection) if `userInputs` is no array of strings; whatever the loading
 * of the packages throws, and the next call tries again
 * @see Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016
 */
export async function passwordStrength(
  value: string,
  options: StrengthOptions = {},
): Promise<PasswordStrength> {
  const { userInputs } = read<{ userInputs: readonly string[] }>('', options, {
    userInputs: [[], list, 'string'],
  })
  const estimator = await (loading ??= load())
  const text = typeof value === 'string' ? value.slice(0, maxLength) : ''
  const { score, guessesLog10, feedback } = estimator.check(text, userInputs.flatMap(parts))
  const { warning, suggestions } = feedback
  return { score, guessesLog10, warning: warning ?? undefined, suggestions }
}

async function load(): Promise<Estimator> {
  try {
    const [{ ZxcvbnFactory }, common, english] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
      import('@zxcvbn-ts/language-en'),
    ])
    return new ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...english.dictionary },
      graphs: common.adjacencyGraphs,
      translations: english.translations,
    })
  } catch (error) {
    loading = undefined
    throw error
  }
}

/** `ada.lovelace@example.com` whole, and `ada`, `lovelace`, `example`, `com`. */
function parts(input: string): string[] {
  const words = input.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3)
  return [...new Set([input, ...words])]
}
