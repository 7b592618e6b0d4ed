import { NetworkError } from 'holdfast'
import { type ReactNode, Suspense } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { ErrorFallback } from '../../src/react/error-fallback.tsx'
import { NetworkStatusBanner } from '../../src/react/network-status-banner.tsx'
import { NetworkStatusMonitor } from '../../src/react/network-status-monitor.tsx'
import { acted, page } from './page.tsx'

const strict = "default-src 'none'; style-src 'self'; script-src 'self'"

/** What a server makes, in a page of its own under a strict policy; with what the policy objects to. */
async function strictly(html: string) {
  const frame = document.createElement('iframe')
  frame.width = '800'
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${strict}">`
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  document.body.append(frame)
  onTestFinished(() => frame.remove())
  await loaded
  const inside = frame.contentDocument as Document
  const violations: string[] = []
  inside.addEventListener('securitypolicyviolation', ({ target, violatedDirective }) => {
    violations.push(`${violatedDirective} ${(target as Element).outerHTML ?? ''}`)
  })
  const container = inside.body.appendChild(inside.createElement('div'))
  container.innerHTML = html
  return { inside, container, violations }
}

/** Ends with a violation of the test's own: the policy is in force, and all before it have been told. */
async function told({
  inside,
  violations,
}: Awaited<ReturnType<typeof strictly>>): Promise<string[]> {
  inside.body.insertAdjacentHTML('beforeend', '<i style="top: 0"></i>')
  const isLast = (violation: string | undefined) => violation?.includes('<i style')
  await expect.poll(() => isLast(violations.at(-1))).toBe(true)
  return violations.slice(0, -1)
}

const shown = {
  error: new NetworkError({ requestId: 'req-42' }),
  ...{ name: 'page', supportUrl: '/help', details: true, tryAgain: () => undefined },
}

const everything = (
  <>
    <NetworkStatusMonitor />
    <NetworkStatusBanner notice="back" text="Back." countdown={undefined} />
    <ErrorFallback {...shown} />
  </>
)

const roots: Root[] = []
afterEach(() => acted(() => roots.splice(0).forEach((root) => root.unmount())))

/** Brings what a server has rendered to life; React finds nothing that it would have rendered otherwise. */
async function hydrate(container: Element, app: ReactNode): Promise<void> {
  const errors = vi.spyOn(console, 'error').mockReturnValue()
  const onRecoverableError = vi.fn()
  await acted(() => void roots.push(hydrateRoot(container, app, { onRecoverableError })))
  expect(onRecoverableError).not.toHaveBeenCalled()
  expect(errors).not.toHaveBeenCalled()
}

test('a strict Content Security Policy has nothing against what a server renders, nor after', async () => {
  const { Providers } = page({ isStrict: true })
  const app = <Providers>{everything}</Providers>
  const made = await strictly(renderToString(app))
  await hydrate(made.container, app)
  expect(await told(made)).toEqual([])
})

test('under that policy it looks as everywhere once it is hydrated', async () => {
  const { Providers } = page({ isStrict: true })
  const app = <Providers>{everything}</Providers>
  const { inside, container } = await strictly(renderToString(app))
  await hydrate(container, app)
  const styles = [...container.querySelectorAll<HTMLElement>('*')].map(({ style }) => style.cssText)
  const { container: elsewhere } = await render(everything, { wrapper: Providers })
  const usual = [...elsewhere.querySelectorAll<HTMLElement>('*')].map(({ style }) => style.cssText)
  expect(styles).toEqual(usual)
  expect(container.querySelector('[hidden]')).toBeNull()
  const lookOf = (selector: string) =>
    getComputedStyle(inside.querySelector(selector) as Element) as unknown as object
  expect(lookOf('[role=status]')).toMatchObject({
    ...{ position: 'fixed', display: 'flex', bottom: '16px', left: '16px', right: '16px' },
    ...{ zIndex: '2147483000', pointerEvents: 'none' },
  })
  expect(lookOf('[data-notice]')).toMatchObject({
    ...{ paddingLeft: '16px', borderLeft: '4px solid rgb(21, 128, 61)', fontSize: '14px' },
  })
  expect(lookOf('[role=alert]')).toMatchObject({
    ...{ padding: '16px', borderLeft: '4px solid rgb(192, 38, 45)', borderTopWidth: '1px' },
    ...{ boxSizing: 'border-box', minWidth: '0px', borderRadius: '8px' },
  })
  expect(lookOf('[role=alert] > p')).toMatchObject({ margin: '0px', fontWeight: '600' })
  expect(lookOf('p + p')).toMatchObject({ margin: '4px 0px 0px' })
  expect(lookOf('p + p + p')).toMatchObject({ display: 'flex', gap: '8px' })
  expect(lookOf('button')).toMatchObject({ padding: '6px 12px', cursor: 'pointer' })
  expect(lookOf('p + p + p + p')).toMatchObject({ fontSize: '14px', gap: '4px 12px' })
  expect(lookOf('code')).toMatchObject({ overflowWrap: 'anywhere' })
  expect(lookOf('details')).toMatchObject({ marginTop: '12px', fontSize: '14px' })
  expect(lookOf('pre')).toMatchObject({
    overflow: 'auto',
    maxHeight: '320px',
    margin: '8px 0px 0px',
  })
})

test('before that all of it can be read, and what floats later takes no room', async () => {
  const { Providers } = page({})
  const { inside, container } = await strictly(renderToString(<Providers>{everything}</Providers>))
  expect(container.querySelector('[role=status]')?.getClientRects()).toHaveLength(0)
  expect(container.innerText).toMatch(/Back\.[^]*connection[^]*Try again[^]*req-42/)
  expect(inside.querySelector('[style]')).toBeNull()
})

test('what stands behind the fallback hardly moves then', async () => {
  const app = <ErrorFallback {...shown} />
  const { inside, container } = await strictly(renderToString(app))
  const behind = inside.body.appendChild(inside.createElement('p'))
  behind.textContent = 'behind'
  const before = behind.getBoundingClientRect().top
  await hydrate(container, app)
  const moved = behind.getBoundingClientRect().top - before
  expect(container.getBoundingClientRect().height).toBeGreaterThan(100)
  expect(Math.abs(moved)).toBeLessThan(20)
})

test('what Suspense has hidden looks as before when it is back', async () => {
  const { Providers } = page({})
  let open = () => {}
  const gate = new Promise<void>((resolve) => void (open = resolve))
  let isShut = false
  const Shut = () => {
    // React 18 knows no `use`: a thrown promise suspends in both.
    if (isShut) throw gate
    return undefined
  }
  const app = () => (
    <Suspense fallback="waiting">
      <NetworkStatusMonitor />
      <Shut />
    </Suspense>
  )
  const screen = await render(app(), { wrapper: Providers })
  const status = screen.container.querySelector('[role=status]') as HTMLElement
  isShut = true
  await screen.rerender(app())
  expect(getComputedStyle(status).display).toBe('none')
  isShut = false
  await acted(open)
  expect(getComputedStyle(status).display).toBe('flex')
})

test('a look goes where a class takes its place, and changes with the notice', async () => {
  const banner = (notice: 'back' | 'offline', className?: string) => (
    <NetworkStatusBanner {...{ notice, className }} text="Words." countdown={undefined} />
  )
  const screen = await render(banner('back'))
  const look = () => getComputedStyle(screen.getByText('Words.').element()).borderLeft
  expect(look()).toBe('4px solid rgb(21, 128, 61)')
  await screen.rerender(banner('offline'))
  expect(look()).toBe('4px solid rgb(180, 83, 9)')
  await screen.rerender(banner('offline', 'own'))
  expect(screen.getByText('Words.').element().getAttribute('style')).toBeNull()
  await screen.rerender(banner('offline'))
  expect(look()).toBe('4px solid rgb(180, 83, 9)')
})
