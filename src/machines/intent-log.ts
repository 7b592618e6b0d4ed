/** What a row must have: an id that no other row of its resource has. */
export type Row = Readonly<{ id: string | number }>

/** A change that a user wants. `key` is the row's key, see {@link keyOf}. */
export type Change<T extends Row> =
  | Readonly<{ type: 'create'; row: T }>
  | Readonly<{ type: 'update'; changes: Partial<T> }>
  | Readonly<{ type: 'remove' }>

/** A change under way, or one that the server has taken and that not every answer shows yet. */
export type Intent<T extends Row> = Change<T> &
  Readonly<{
    intent: string
    key: string
    /** The turn of the log in which the server's answer came; `undefined` while it is awaited. */
    answeredAt: number | undefined
    /** The row as the server answered it, where it did. */
    answer: T | undefined
  }>

/**
 * The changes that users of this page want, in the order in which they wanted them, over what the
 * server last said.
 *
 * What is shown is always derived: the server's rows, with every change replayed that they cannot
 * hold yet. Nothing is ever rolled back: a change that failed is taken out, and the replay is done
 * without it. So changes cannot undo one another, however their answers come.
 *
 * `turn` counts answers. Rows that were asked for in turn *n* hold every change answered until then.
 */
export type IntentLog<T extends Row> = Readonly<{
  intents: readonly Intent<T>[]
  turn: number
  /** The newest rows made on this page: the key that each began with, and the id that the server gave. */
  made: readonly Readonly<{ key: string; id: string }>[]
}>

/** Of older ones the key is their id, as it is after a reload. */
const mostMade = 1000

/** A log in which nobody has wanted anything. */
export const emptyLog: IntentLog<never> = { intents: [], turn: 0, made: [] }

/** A row's key: its id, or for a row made on this page the temporary id that it began with. */
export const keyOf = <T extends Row>({ made }: IntentLog<T>, id: string | number): string =>
  made.find((one) => one.id === String(id))?.key ?? String(id)

/** The server's id of the row with this key; `undefined` while the server has not made the row. */
export function idOf<T extends Row>(
  { made, intents }: IntentLog<T>,
  key: string,
): string | undefined {
  const known = made.find((one) => one.key === key)?.id
  const isAwaited = intents.some((one) => one.key === key && one.type === 'create')
  return known ?? (isAwaited ? undefined : key)
}

/** Adds a change. The row may be named by its key or by its id; an intent is added once. */
export function intend<T extends Row>(
  log: IntentLog<T>,
  intent: string,
  id: string | number,
  change: Change<T>,
): IntentLog<T> {
  if (log.intents.some((one) => one.intent === intent)) return log
  const key = keyOf(log, id)
  const wanted = { ...change, intent, key, answeredAt: undefined, answer: undefined }
  return { ...log, intents: [...log.intents, wanted] }
}

/**
 * The change whose answer another one must wait for before it may be sent: the last one before it
 * of the same row. So the server gets the changes of a row in their order.
 */
export function before<T extends Row>(log: IntentLog<T>, intent: string): string | undefined {
  const at = log.intents.findIndex((one) => one.intent === intent)
  const own = log.intents[at]
  return log.intents
    .slice(0, Math.max(0, at))
    .findLast(({ key, answeredAt }) => key === own?.key && answeredAt === undefined)?.intent
}

/**
 * The server has taken a change. An answer to what is not, or no longer, awaited changes nothing.
 *
 * @param id  the row's in the answer
 */
export function answered<T extends Row>(
  log: IntentLog<T>,
  intent: string,
  answer: T | undefined,
  id: string | number | undefined = answer?.id,
): IntentLog<T> {
  const own = log.intents.find((one) => one.intent === intent && one.answeredAt === undefined)
  if (!own) return log
  const turn = log.turn + 1
  const settled = { ...own, answeredAt: turn, answer }
  const isMade = own.type === 'create' && answer !== undefined && String(id) !== own.key
  const intents = log.intents.map((one) => (one === own ? settled : one))
  if (!isMade) return { ...log, turn, intents }
  const made = [...log.made, { key: own.key, id: String(id) }].filter(
    ({ key }, index, all) =>
      index >= all.length - mostMade || intents.some((one) => one.key === key),
  )
  return { turn, intents, made }
}

/** The server has refused a change, or nobody knows: it vanishes, and nothing else changes. */
export function failed<T extends Row>(log: IntentLog<T>, intent: string): IntentLog<T> {
  const intents = log.intents.filter((one) => one.intent !== intent || one.answeredAt !== undefined)
  return intents.length === log.intents.length ? log : { ...log, intents }
}

/** Lets go of the changes that all rows asked for in this turn, or later, hold. */
export function forget<T extends Row>(log: IntentLog<T>, turn: number): IntentLog<T> {
  const intents = log.intents.filter(({ answeredAt = Infinity }) => answeredAt > turn)
  return intents.length === log.intents.length ? log : { ...log, intents }
}

/**
 * The rows to show: the server's, with every change they may not hold yet. Rows that no change
 * concerns stay the same objects, in the server's order; new rows stand first, the newest of all.
 *
 * @param asOf  the turn in which the rows were asked for
 * @param belongs  whether a row that was changed here belongs among these rows; default: each
 * @param nameOf  the id of a row; default: its `id`
 */
export function replay<T extends Row>(
  log: IntentLog<T>,
  rows: readonly T[],
  asOf: number,
  belongs: (row: T) => boolean = () => true,
  nameOf: (row: T) => string | number = ({ id }) => id,
): readonly T[] {
  const intents = log.intents.filter(({ answeredAt = Infinity }) => answeredAt > asOf)
  if (intents.length === 0) return rows
  const keys = new Map(log.made.map(({ id, key }) => [id, key]))
  const shown = new Map<string, T>()
  for (const row of rows) {
    const id = String(nameOf(row))
    shown.set(keys.get(id) ?? id, row)
  }
  const created = new Map<string, T>()
  for (const one of intents) {
    const place = shown.has(one.key) ? shown : created
    const row = place.get(one.key)
    if (one.type === 'create') {
      // Where the rows have it already, they are as new as the answer to the creation, or newer.
      if (!row) created.set(one.key, one.answer ?? one.row)
    } else if (one.type === 'remove') place.delete(one.key)
    else if (row)
      place.set(
        one.key,
        one.answer ?? { ...row, ...one.changes, ...('id' in row && { id: row.id }) },
      )
  }
  const changed = new Set(intents.map(({ key }) => key))
  const stays = ([key, row]: readonly [string, T]) => !changed.has(key) || belongs(row)
  return [...[...created].toReversed(), ...shown].filter(stays).map(([, row]) => row)
}
