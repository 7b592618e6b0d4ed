/** Answers at once. */
export const instantWire: typeof fetch = () =>
  Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }))

/**
 * Never answers, and holds what the platform would hold of a request in flight: the request, its
 * signal and the means to answer.
 */
export function silentWire(): typeof fetch {
  const held: unknown[] = []
  return (input, init) =>
    new Promise((resolve, reject) => {
      held.push([input, init, resolve, reject])
    })
}
