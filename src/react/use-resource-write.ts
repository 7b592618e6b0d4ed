'use client'
import { useCallback, useEffect, useRef } from 'react'
import { type Client, boundTo } from '../client/create-client.ts'
import { randomId } from '../clock.ts'
import type { HoldfastError } from '../errors.ts'
import { type Change, keyOf, type Row } from '../machines/intent-log.ts'
import { useErrorSettings } from './error-settings.ts'
import type { OneWriteOptions, ResourceWrite, Wanted, WriteCallbacks } from './resource.ts'
import type { ResourceStore } from './resource-store.ts'
import { heed } from './tell-error.ts'
import { useApiMutation } from './use-api-mutation.ts'

/** One kind of write: what it changes on the page, and how it is sent. */
export type StoredWrite<T extends Row, R, V> = Readonly<{
  type: Change<T>['type']
  /** The row's id, temporary or not; a new row's is the intent's own. */
  idIn: (values: V, intent: string) => string | number
  change: (values: V, intent: string) => Change<T>
  send: (
    client: Client,
    id: string,
    values: V,
    /** The row with all that was taken and with this change, as far as the page has it. */
    whole: () => T | undefined,
  ) => Promise<R>
}>

/**
 * A mutation whose change is in the store from the call of `mutate` to the server's answer. The id
 * of the intent travels in the variables: so a mutation that was paused, stored and restored is sent
 * under the same idempotency key.
 */
export function useResourceWrite<T extends Row, R, V>(
  store: ResourceStore<T>,
  { identity }: Client,
  path: string,
  meta: Record<string, unknown> | undefined,
  { type, idIn, change, send }: StoredWrite<T, R, V>,
): ResourceWrite<R, V> {
  const mutation = useApiMutation<R, Wanted<V>>({
    mutationKey: [identity, path, type],
    ...(meta && { meta }),
    onMutate: ({ intent, values }) =>
      store.intend(intent, idIn(values, intent), change(values, intent)),
    mutationFn: ({ intent, values, isGiven }, client) => {
      const key = keyOf(store.read().log, idIn(values, intent))
      const whole = () => store.whole(intent, key)
      const by = isGiven
        ? client.extend({ headers: { 'Idempotency-Key': intent } })
        : boundTo(client, () => intent)
      return store.send(intent, key, (id) => send(by, id, values, whole))
    },
  })
  const { mutateAsync } = mutation
  const audience = useErrorSettings()
  const tell = useCallback(
    (callback: () => void) => heed(audience, callback, { source: 'mutation' }),
    [audience],
  )
  const isHere = useRef(false)
  useEffect(() => {
    isHere.current = true
    return () => void (isHere.current = false)
  }, [])
  const write = useCallback(
    (values: V, { idempotencyKey }: OneWriteOptions = {}) =>
      idempotencyKey === undefined
        ? mutateAsync({ intent: randomId(), values })
        : mutateAsync({ intent: idempotencyKey, values, isGiven: true }),
    [mutateAsync],
  )
  return {
    ...mutation,
    variables: mutation.variables?.values,
    mutateAsync: write,
    // Over the promise: TanStack's own callbacks are those of the last call alone.
    mutate: useCallback(
      (values: V, { onSuccess, onError, ...options }: WriteCallbacks<R> = {}) =>
        void write(values, options).then(
          (answer) => isHere.current && tell(() => onSuccess?.(answer)),
          (error: HoldfastError) => isHere.current && tell(() => onError?.(error)),
        ),
      [write, tell],
    ),
  }
}
