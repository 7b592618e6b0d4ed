import { createClient } from 'holdfast'
import { expect, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { useErrorSettings } from '../../src/react/error-settings.ts'
import { HoldfastProvider } from '../../src/react/holdfast-provider.tsx'

const client = createClient()

test('are those of the provider, and none outside of it', async () => {
  const settings = {
    notify: () => undefined,
    reporter: { error: () => undefined },
    supportUrl: '/',
  }
  const inside = await renderHook(() => useErrorSettings(), {
    wrapper: ({ children }) => (
      <HoldfastProvider client={client} {...settings}>
        {children}
      </HoldfastProvider>
    ),
  })
  expect(inside.result.current).toEqual(settings)
  expect((await renderHook(() => useErrorSettings())).result.current).toEqual({})
})
