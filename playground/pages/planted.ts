/** What a page knows and a report must not. Made up, every one. */
export const PLANTED = {
  token: 'tok-9f8e7d6c5b4a3210',
  email: 'ada.lovelace@example.com',
  card: '4111 1111 1111 1111',
  password: 'correct-horse-battery',
  bearer: 'opaque-Bearer-1a2b3c',
  cookie: 'sid-77aa88bb99cc',
} as const

export type PlantedName = keyof typeof PLANTED

const names = Object.keys(PLANTED) as PlantedName[]

/** The secrets that can be read in a text, as they are or encoded for a URL. */
export const secretsIn = (text: string): readonly PlantedName[] =>
  names.filter((name) => spellings(PLANTED[name]).some((spelling) => text.includes(spelling)))

/** Every way in which one of them may be written. */
export const SPELLINGS: readonly string[] = Object.values(PLANTED).flatMap(spellings)

function spellings(secret: string): string[] {
  const encoded = encodeURIComponent(secret)
  return [...new Set([secret, encoded, encoded.replaceAll('%20', '+')])]
}
