export type Engine = 'node' | 'chromium' | 'firefox' | 'webkit'

/** The engine that these tests run in. */
export const engine: Engine = engineOf(globalThis.navigator?.userAgent ?? '')

function engineOf(userAgent: string): Engine {
  if (userAgent.includes('Firefox/')) return 'firefox'
  if (userAgent.includes('Chrome/')) return 'chromium'
  return userAgent.includes('AppleWebKit/') ? 'webkit' : 'node'
}
