/** Looked up at each request, because others may wrap it later. */
export function platformFetch(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  return globalThis.fetch(input, init)
}

const under = new WeakMap<object, object>()

/** Says that a wire of ours only passes on, with care, what goes to the other one. */
export function standOn(wire: object, other: object): void {
  under.set(wire, wireUnder(other))
}

/** The wire that was given, under those of ours that stand on it. */
export const wireUnder = (wire: object): object => under.get(wire) ?? wire
