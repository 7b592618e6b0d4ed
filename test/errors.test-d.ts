import { describe, expectTypeOf, test } from 'vitest'
import {
  type CircuitOpenError,
  type ErrorCode,
  type HoldfastError,
  isHoldfastError,
  type ProblemDetails,
  type TimeoutPhase,
} from '../src/errors.ts'

/** Compiles only as long as every code is told apart. */
function inWords(error: HoldfastError): string {
  switch (error.code) {
    case 'CONFIG':
      return error.option
    case 'TIMEOUT':
      return error.phase
    case 'HTTP':
      return String(error.status)
    case 'PROBLEM':
      return error.problem.type
    case 'VALIDATION':
      return error.target
    case 'RATE_LIMITED':
      return error.by
    case 'NETWORK':
    case 'OFFLINE':
    case 'ABORTED':
    case 'PARSE':
    case 'QUEUE_FULL':
    case 'CIRCUIT_OPEN':
      return error.message
    default:
      return error satisfies never
  }
}

describe('the union of errors', () => {
  test('is closed, and its codes are literals', () => {
    expectTypeOf(inWords).returns.toBeString()
    expectTypeOf<ErrorCode>().toEqualTypeOf<
      | 'CONFIG'
      | 'NETWORK'
      | 'OFFLINE'
      | 'TIMEOUT'
      | 'ABORTED'
      | 'HTTP'
      | 'PROBLEM'
      | 'VALIDATION'
      | 'PARSE'
      | 'RATE_LIMITED'
      | 'QUEUE_FULL'
      | 'CIRCUIT_OPEN'
    >()
  })

  test('is told apart by code', () => {
    const error = {} as HoldfastError
    if (error.code === 'TIMEOUT') {
      expectTypeOf(error.phase).toEqualTypeOf<TimeoutPhase>()
    }
    if (error.code === 'PROBLEM') expectTypeOf(error.problem).toEqualTypeOf<ProblemDetails>()
    if (error.code === 'CIRCUIT_OPEN') expectTypeOf(error).toEqualTypeOf<CircuitOpenError>()
    expectTypeOf(error.status).toEqualTypeOf<number | undefined>()
    if (error.code === 'HTTP') expectTypeOf(error.status).toEqualTypeOf<number>()
  })

  test('is told from anything else by isHoldfastError', () => {
    const caught: unknown = undefined
    if (isHoldfastError(caught)) {
      expectTypeOf(caught).toEqualTypeOf<HoldfastError>()
      expectTypeOf(caught.retryAfterMs).toEqualTypeOf<number | undefined>()
    }
    // @ts-expect-error nothing is known of it before
    void caught.code
  })

  test('has facts that cannot be written', () => {
    const error = {} as HoldfastError
    // @ts-expect-error read-only
    error.attempts = 5
  })
})
