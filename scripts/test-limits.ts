/**
 * What a test replaced is back before the next one begins, also where the test was cut; and the limits
 * leave room for a machine that has other work to do.
 */
export const careful = {
  ...{ restoreMocks: true, unstubGlobals: true, unstubEnvs: true },
  ...{ testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 15_000 } } },
}
