import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** Collects once. */
export const collectGarbage = runInNewContext('gc') as () => void

/** Collects until it is so, or gives up. */
export async function collected(isSo: () => boolean): Promise<boolean> {
  for (let round = 0; round < 20 && !isSo(); round++) {
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
  }
  return isSo()
}
