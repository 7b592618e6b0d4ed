import fc from 'fast-check'

const seed = 20_260_101

/** Checks a property with the same inputs in every run. @param numRuns  default 300 */
export function always<T>(property: fc.IProperty<T>, numRuns = 300): void {
  fc.assert(property, { seed, numRuns })
}

/** The same for a property that takes promises. */
export async function alwaysLater<T>(property: fc.IAsyncProperty<T>, numRuns = 100): Promise<void> {
  await fc.assert(property, { seed, numRuns })
}

/** A source of numbers in [0, 1), the edges among them. */
export const anyRandom: fc.Arbitrary<number> = fc.double({
  ...{ min: 0, max: 1, maxExcluded: true, noNaN: true },
})
