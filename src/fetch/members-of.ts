/** Members of an init that do not change the answer, or are looked at on their own. */
export const ofCall: readonly string[] = ['method', 'headers', 'signal', 'priority', 'holdfast']

/** Members that may change the answer, or its refusal, and whose values are the platform's. */
export const ofAnswer = [
  'credentials',
  'mode',
  'cache',
  'redirect',
  'referrer',
  'referrerPolicy',
] as const

/** What the platform reads of an init by name (Fetch Standard, `RequestInit`), and ours. */
export const initMembers: readonly string[] = [
  ...ofCall,
  ...ofAnswer,
  ...['body', 'duplex', 'integrity', 'keepalive', 'window'],
]

/**
 * Reads an object of options as the platform does, each member once: those of a name wherever they
 * are, such as the getters of a class, and whatever else can be enumerated.
 *
 * @throws what a getter throws
 */
export function membersOf<T extends object>(given: T, names: readonly string[]): T {
  const copy: Record<string, unknown> = {}
  for (const name of names) if (name in given) copy[name] = given[name as keyof T]
  // What every object has, such as `__proto__`, is no member of an init.
  for (const name in given) if (!(name in copy)) copy[name] = given[name]
  return copy as T
}
