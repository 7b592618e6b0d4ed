import {
  HTTPError,
  isForceRetryError,
  isHTTPError,
  type KyInstance,
  SchemaValidationError,
  type StandardSchemaV1,
  type StandardSchemaV1InferOutput,
} from 'ky'
import {
  AbortedError,
  type CallFacts,
  ConfigError,
  type HoldfastError,
  isHoldfastError,
  NetworkError,
  OfflineError,
  ParseError,
  ValidationError,
} from '../errors.ts'
import type { Clock } from '../clock.ts'
import { brand } from '../error-base.ts'
import { isLoss } from '../fetch/blame.ts'
import { isOffline } from '../fetch/connectivity.ts'
import type { HoldfastFetch } from '../fetch/create-fetch.ts'
import { isBrokenBody } from '../fetch/held-response.ts'
import { discard } from '../fetch/outcome.ts'
import { factsBehind } from '../fetch/report.ts'
import { placeOf, readTarget } from '../fetch/request.ts'
import { idOf } from '../fetch/request-id.ts'
import { httpError } from './http-error.ts'
import type { HasLeft } from './who-asks.ts'

/** The answer to come; its body methods spare the second `await`. Both reject with `HoldfastError`. */
export type ResponsePromise = Promise<Response> & {
  /** Parsed JSON; `undefined` for 204, 205, 304, and an empty answer to a write. @throws ParseError */
  json<T = unknown>(): Promise<T>
  /** Parsed and checked by any Standard Schema. @throws ParseError, ValidationError */
  json<S extends StandardSchemaV1>(schema: S): Promise<StandardSchemaV1InferOutput<S>>
  text(): Promise<string>
  blob(): Promise<Blob>
  arrayBuffer(): Promise<ArrayBuffer>
  formData(): Promise<FormData>
}

type BodyMethod = 'json' | 'text' | 'blob' | 'arrayBuffer' | 'formData' | 'bytes'

/** Has a request carry what it may where it goes. @returns the init that goes with it */
export type Prepare = (request: Request, init: RequestInit | undefined) => RequestInit | undefined

type KyAnswer = ReturnType<KyInstance>

/** One request of the client: what it knows of itself, and its errors in our words. */
export class Trip {
  readonly #fetch: HoldfastFetch
  readonly #prepare: Prepare
  readonly #clock: Clock
  readonly #hasLeft: HasLeft | undefined
  #request: Request | undefined
  #response: Response | undefined

  /** @param hasLeft  whose going makes the answer nobody's; none where the caller sees to that */
  constructor(fetch: HoldfastFetch, prepare: Prepare, clock: Clock, hasLeft?: HasLeft) {
    this.#fetch = fetch
    this.#prepare = prepare
    this.#clock = clock
    this.#hasLeft = hasLeft
  }

  /** What an error can say of the request that brought this answer, or this error. */
  #facts(result: unknown = this.#response): CallFacts {
    const request = this.#request
    if (!request) return {}
    const { method, url } = request
    const [route, requestId] = [readTarget(url)?.route, idOf(request)]
    const own = { method, route, requestId, attempts: 1, [brand]: placeOf(url) }
    // Who shared another one's request hears of that.
    return { ...own, ...factsBehind(result) }
  }

  /** The `fetch` given to ky: the last place that sees the request before it goes. */
  readonly wire = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = input as Request
    this.#request = request
    return this.#fetch(request, this.#prepare(request, init)).then(
      // An error may be what has signed somebody out.
      (response) => this.#handed((this.#response = response), response.ok),
      (error: unknown) => {
        throw factsBehind(error)?.retryable === undefined && !isLoss(error)
          ? error
          : this.#lost(error)
      },
    )
  }

  /** Runs ky, whose complaints about the arguments are thrown, and puts its answer in our words. */
  promise(run: () => KyAnswer): ResponsePromise {
    let answer: KyAnswer
    try {
      answer = run()
    } catch (error) {
      answer = Promise.reject(error) as KyAnswer
    }
    return new Answer(this, answer) as ResponsePromise
  }

  /** The answer, or its body, once it is there. */
  async read(answer: KyAnswer, name?: BodyMethod, schema?: StandardSchemaV1): Promise<unknown> {
    if (schema !== undefined && !('~standard' in Object(schema))) {
      throw new ConfigError('schema', schema, 'a Standard Schema, such as one of zod or valibot')
    }
    try {
      // What was refused before it was sent is no answer of ky's, and has no body methods.
      return this.#handed(await (name && name in answer ? answer[name]?.(schema as never) : answer))
    } catch (error) {
      throw isBrokenBody(error) ? this.#lost(error, true) : this.#translated(this.#handed(error))
    }
  }

  /**
   * What came of it, for whoever asked.
   *
   * @param orOut  false where its own hook, or whoever reads it, may have signed that user out
   * @throws AbortedError where another one is there
   */
  #handed<T>(answer: T, orOut = false): T {
    if (!this.#response || !this.#hasLeft?.(orOut)) return answer
    discard(this.#response)
    throw new AbortedError(this.#facts())
  }

  /** The connection failed, before the headers or after them. */
  #lost(error: unknown, inBody = false): unknown {
    const request = this.#request
    if (isHoldfastError(error) || !request || request.signal.aborted) return error
    const facts = { retryable: true, ...this.#facts(error) }
    return isOffline(readTarget(request.url)?.origin)
      ? new OfflineError(facts, error)
      : new NetworkError(facts, error, inBody)
  }

  /** An error of ky's, in our words; anything else as it is. */
  #translated(error: unknown): unknown {
    if (isHTTPError(error)) {
      const { signal } = error.request
      if (signal.aborted) return signal.reason
      return changed(error, httpError(error, this.#facts(), this.#clock.wall()))
    }
    if (isForceRetryError(error)) {
      return new ConfigError(
        'hooks.afterResponse',
        retried,
        'without it: `retry` says what is repeated',
      )
    }
    // Without its cause: the engine's message quotes the body.
    if (error instanceof SyntaxError) return new ParseError(this.#facts())
    if (error instanceof SchemaValidationError) {
      return new ValidationError('response', error.issues, this.#facts(), error)
    }
    return error
  }
}

const retried = Symbol('calling ky.retry()')

/** What a `beforeError` hook made of ky's error is made of ours: its message, and members of its own. */
function changed(error: HTTPError, ours: HoldfastError): HoldfastError {
  const { response, request, options, ...own } = error
  const plain = new HTTPError(response, request, options)
  if (error.message !== plain.message) Object.assign(ours, { message: error.message })
  for (const name of Object.keys(own))
    if (!(name in plain)) Object.assign(ours, { [name]: own[name as never] })
  return ours
}

/** What `then` and `catch` of it return are plain promises. */
class Answer extends Promise<Response> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  readonly #trip: Trip
  readonly #answer: KyAnswer

  constructor(trip: Trip, answer: KyAnswer) {
    super((resolve) => resolve(trip.read(answer) as Promise<Response>))
    this.#trip = trip
    this.#answer = answer
  }

  json(schema?: StandardSchemaV1): Promise<unknown> {
    return this.#read('json', schema)
  }

  text(): Promise<unknown> {
    return this.#read('text')
  }

  blob(): Promise<unknown> {
    return this.#read('blob')
  }

  arrayBuffer(): Promise<unknown> {
    return this.#read('arrayBuffer')
  }

  formData(): Promise<unknown> {
    return this.#read('formData')
  }

  bytes(): Promise<unknown> {
    return this.#read('bytes')
  }

  #read(name: BodyMethod, schema?: StandardSchemaV1): Promise<unknown> {
    // Whoever reads the body hears of the failure there, and only there.
    this.catch(() => undefined)
    return this.#trip.read(this.#answer, name, schema)
  }
}
