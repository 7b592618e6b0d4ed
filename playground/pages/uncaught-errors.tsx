import { useQueryClient } from '@tanstack/react-query'
import { apiQuery, useClient } from 'holdfast/react'
import { NOWHERE } from './nowhere.ts'

/** Errors that no boundary shows: each is a toast. */
export function UncaughtErrors() {
  const [client, queryClient] = [useClient(), useQueryClient()]
  const reject = () => void Promise.reject(new Error('Nobody caught this'))
  const ask = () => void queryClient.query(apiQuery(client, NOWHERE)).catch(() => undefined)
  return (
    <>
      <button type="button" className="small" onClick={reject}>
        Reject a promise
      </button>
      <button type="button" className="small" onClick={ask}>
        Fail a query
      </button>
    </>
  )
}
