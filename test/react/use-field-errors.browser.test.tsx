import { ProblemError } from 'holdfast'
import { expect, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { useFieldErrors } from '../../src/react/use-field-errors.ts'

test('is the same object until the error changes', async () => {
  const errors = [{ field: 'name', message: 'is taken' }]
  const problem = { type: 'about:blank', errors }
  const error = new ProblemError({}, new Response(null, { status: 422 }), problem)
  const { result, rerender } = await renderHook((given?: unknown) => useFieldErrors(given), {
    initialProps: error,
  })
  const first = result.current
  expect(first).toMatchObject({ fields: { name: ['is taken'] }, form: [] })
  await rerender(error)
  expect(result.current).toBe(first)
  await rerender(undefined)
  expect(result.current).toEqual({ fields: {}, form: [] })
})
