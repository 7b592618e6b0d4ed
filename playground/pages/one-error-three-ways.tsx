import { useQueryClient } from '@tanstack/react-query'
import { ErrorBoundary, type ErrorView } from 'holdfast/react'
import { useState } from 'react'

/** The same error object through a boundary, a query cache and the window: one line, no toast. */
export function OneErrorThreeWays() {
  const queryClient = useQueryClient()
  const [error, setError] = useState<Error>()
  const raise = () => {
    const one = new Error('One error, three ways')
    setError(one)
    const queryKey = ['one error', crypto.randomUUID()]
    queryClient.query({ queryKey, queryFn: () => Promise.reject(one) }).catch(() => undefined)
    void Promise.reject(one)
  }
  return (
    <>
      <button type="button" className="small" onClick={raise}>
        One error, three ways
      </button>
      <span className="told-shown">
        <ErrorBoundary name="three ways" resetKeys={[error]} fallback={shown}>
          <Thrower error={error} />
        </ErrorBoundary>
      </span>
    </>
  )
}

function Thrower({ error }: { error: Error | undefined }) {
  if (error) throw error
  return undefined
}

const shown = ({ errorId }: ErrorView) => <span role="alert">Shown by a boundary: {errorId}</span>
