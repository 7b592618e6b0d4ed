/** Says who is there now; empty for nobody. */
export type UserNow = () => string | undefined

/** Whether whoever asked has gone. Where nobody is there, as after a sign-out, `orOut` decides. */
export type HasLeft = (orOut?: boolean) => boolean

/** Notes who asks. What nobody asked for is anybody's. Both throw what `userNow` throws. */
export const askedBy =
  (userNow: UserNow, asker: string | undefined = userNow()): HasLeft =>
  (orOut = true) => {
    const now = asker && userNow()
    return now !== asker && (orOut || !!now)
  }
