import { ConfigError } from 'holdfast'
import { passwordStrength } from 'holdfast/validate/strength'
import { expect, test } from 'vitest'

test('what everybody uses is guessed at once, four random words are not', async () => {
  const [weak, strong] = await Promise.all([
    passwordStrength('Passw0rd!'),
    passwordStrength('cobalt heron thimble quarry'),
  ])
  expect(weak.score).toBeLessThan(2)
  expect(weak.warning).toContain('commonly used')
  expect(weak.suggestions).not.toEqual([])
  expect(strong).toMatchObject({ score: 4, warning: undefined })
  expect(strong.guessesLog10).toBeGreaterThan(10)
})

test('what the site knows of the user makes a password weaker', async () => {
  const password = 'quimbleton77'
  const { guessesLog10: unknown } = await passwordStrength(password)
  const { guessesLog10: known } = await passwordStrength(password, {
    userInputs: ['ada.quimbleton@example.com'],
  })
  expect(known).toBeLessThan(unknown - 2)
})

test('the answer does not hold the password', async () => {
  expect(JSON.stringify(await passwordStrength('tamarind-42'))).not.toContain('tamarind')
})

test('only the first 64 characters count', async () => {
  const start = 'aB3$xY9!'.repeat(8)
  expect(await passwordStrength(`${start}${'tail'.repeat(10_000)}`)).toEqual(
    await passwordStrength(start),
  )
})

test('what is no text is as good as empty', async () => {
  expect(await passwordStrength(undefined as never)).toMatchObject({ score: 0 })
})

test('options that are not legal are refused', async () => {
  await expect(passwordStrength('a', { userInputs: 'ada' as never })).rejects.toThrow(ConfigError)
  await expect(passwordStrength('a', { inputs: [] } as never)).rejects.toThrow('inputs is unknown')
})
