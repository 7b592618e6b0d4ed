import { pageState } from './page-state.ts'

const broken = pageState(false)

/** Makes the component that uses {@link useCrash} throw while rendering. */
export const crash = (): void => broken.set(true)

/** Lets it render again. */
export const mend = (): void => broken.set(false)

/** Throws after {@link crash}: what an error boundary is for. */
export function useCrash(): void {
  if (broken.use()) throw new Error('Thrown on purpose while rendering the projects')
}
