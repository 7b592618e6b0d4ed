import { useErrorBoundary } from 'holdfast/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { errorWords } from '../../src/client/error-words.ts'
import { ErrorBoundary } from '../../src/react/error-boundary.tsx'
import { errorIdOf } from '../../src/react/error-id.ts'
import { ErrorSettingsContext } from '../../src/react/error-settings.ts'

/** React tells the console, and React 18 the window too, of errors that a boundary catches. */
const hush = (event: Event) => event.preventDefault()
beforeEach(() => {
  globalThis.addEventListener('error', hush)
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  globalThis.removeEventListener('error', hush)
  vi.restoreAllMocks()
})

const brand = Symbol.for('holdfast.error')
const refuse = (): never => {
  throw new Error('refused on purpose')
}

function Thrower({ thrown }: { thrown: unknown }): ReactNode {
  throw thrown
}

/** A page with a boundary, in which something is thrown; says who was told of what. */
async function broken(thrown: unknown, fallback?: (() => ReactNode) | ReactNode) {
  const report = vi.fn<(error: unknown, facts: object) => void>()
  const screen = await render(
    <ErrorSettingsContext.Provider value={{ reporter: { error: report } }}>
      <p>the rest</p>
      <ErrorBoundary name="part" {...(fallback !== undefined && { fallback })}>
        <Thrower thrown={thrown} />
      </ErrorBoundary>
    </ErrorSettingsContext.Provider>,
  )
  await expect.element(screen.getByText('the rest')).toBeVisible()
  return { screen, report }
}

const frozen = Object.freeze(new Error('frozen on purpose'))
const hostile = (name: 'message' | 'stack' | 'requestId' | 'name') =>
  Object.defineProperty(new Error('hostile on purpose'), name, { get: refuse })

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'on purpose'],
  ['a number', 0],
  ['a symbol', Symbol('on purpose')],
  ['a function', refuse],
  ['a frozen error', frozen],
  ['an object without a prototype', Object.create(null)],
  ['a message that throws', hostile('message')],
  ['a stack that throws', hostile('stack')],
  ['a name that throws', hostile('name')],
  ['a stack that is no text', Object.assign(new Error('x'), { stack: { frames: 1 } })],
  ['a code of a newer copy', { [brand]: true, code: 'AUTH' }],
  ['an error of another copy without its members', { [brand]: true, code: 'PROBLEM' }],
  ['words that are none', { [brand]: true, code: 'PROBLEM', status: 409, problem: { title: {} } }],
  ['a request id that throws', Object.assign(hostile('requestId'), { [brand]: true })],
  ['a proxy that refuses', new Proxy({}, { has: refuse, getPrototypeOf: refuse })],
])('%s: the rest of the page stays, the fallback shows, one report', async (_what, thrown) => {
  const { screen, report } = await broken(thrown)
  await expect.element(screen.getByRole('alert')).toBeVisible()
  const told = report.mock.calls.filter(([error]) => Object.is(error, thrown))
  expect(told).toHaveLength(1)
  expect(told[0]?.[1]).toMatchObject({ source: 'boundary', boundary: 'part' })
})

const mishap = new Error('a fallback broken on purpose')
const thrower = () => {
  throw mishap
}

test.each<[string, (() => ReactNode) | ReactNode]>([
  ['function', thrower],
  ['component', <Thrower key="own" thrown={mishap} />],
])('where a fallback that is a %s throws, the default one shows the first error', async (...by) => {
  const first = new Error('the first on purpose')
  const { screen, report } = await broken(first, by[1])
  await expect.element(screen.getByRole('alert')).toMatchTextContent(/Something went wrong/)
  await expect.element(screen.getByText(errorIdOf(first))).toBeVisible()
  expect(report.mock.calls.map(([error]) => error)).toContain(first)
})

test('the failure of a fallback is reported', async () => {
  const own = new Error('one more fallback broken on purpose')
  const { report } = await broken(new Error('x'), <Thrower thrown={own} />)
  await expect.poll(() => report.mock.calls.map(([error]) => error)).toContain(own)
})

test('where the default one fails too, there are plain words', async () => {
  // What React itself cannot render as a text.
  const words = { [brand]: true, code: 'PROBLEM', status: 409, problem: { title: { no: 'text' } } }
  const { screen } = await broken(words, thrower)
  await expect.element(screen.getByRole('alert')).toMatchTextContent(errorWords(undefined).title)
})

test('a fallback asks for the boundary around it, and gets that', async () => {
  let isBroken = true
  const Fragile = () => {
    if (isBroken) throw new Error('broken on purpose')
    return <p>Whole</p>
  }
  const Own = () => {
    const { resetBoundary } = useErrorBoundary()
    return (
      <button type="button" onClick={resetBoundary}>
        again
      </button>
    )
  }
  const screen = await render(
    <ErrorBoundary name="part" fallback={<Own />}>
      <Fragile />
    </ErrorBoundary>,
  )
  isBroken = false
  await screen.getByText('again').click()
  await expect.element(screen.getByText('Whole')).toBeVisible()
})
