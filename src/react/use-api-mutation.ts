'use client'
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { HoldfastError } from '../errors.ts'
import { apiMutation, type ApiMutationOptions } from './api-mutation.ts'
import { useClient } from './holdfast-provider.tsx'

/**
 * `useMutation` over the nearest `<HoldfastProvider>`. Its `error` is a `HoldfastError`; for the
 * messages of a form see `useFieldErrors`.
 *
 * `mutate` never throws; a failure of `mutateAsync` is the caller's to catch. While the browser is
 * offline the mutation is paused (`isPaused`) and sent when the network is back.
 */
export const useApiMutation = <T, V = void, C = unknown>(
  options: ApiMutationOptions<T, V, C>,
): UseMutationResult<T, HoldfastError, V, C> => {
  const client = useClient()
  const { identity } = client
  const mutation = useMutation(apiMutation(client, options))
  // What the user before has written is not shown to the next one.
  const [shownTo, setShownTo] = useState(identity)
  if (shownTo !== identity) {
    setShownTo(identity)
    mutation.reset()
  }
  return mutation
}
