import type { FetchOptions } from '../../../src/index.ts'
import { awsAdaptive, awsStandard } from './aws.ts'
import { axiosOpossum } from './axios-opossum.ts'
import { byHand } from './by-hand.ts'
import type { Contender } from './contender.ts'
import { holdfast } from './holdfast.ts'
import { kyAlone } from './ky.ts'
import { kyCockatiel } from './ky-cockatiel.ts'
import { native } from './native.ts'
import { tanstack } from './tanstack.ts'
import { wretchRetry } from './wretch.ts'

/** @param options  for Holdfast, other than its defaults */
export const contendersWith = (options?: FetchOptions): Contender[] => [
  native,
  kyAlone,
  kyCockatiel,
  axiosOpossum,
  byHand,
  wretchRetry,
  tanstack,
  awsStandard,
  awsAdaptive,
  holdfast(options),
]
