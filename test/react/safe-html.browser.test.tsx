import { ErrorBoundary } from 'holdfast/react'
import { SafeHtml } from 'holdfast/sanitize/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { clobbering, vectors } from '../sanitize/vectors.ts'
import { witnessAll } from '../sanitize/witness.ts'
import { acted } from './page.tsx'

test('shows the safe part of the markup in the element asked for', async () => {
  const { container, rerender } = await render(
    <SafeHtml
      as="article"
      className="bio"
      lang="de"
      html="<b onclick=alarm()>b</b><script>c</script>"
    />,
  )
  expect(container.innerHTML).toBe('<article class="bio" lang="de"><b>b</b></article>')
  await rerender(<SafeHtml html="<i>c</i>" />)
  expect(container.innerHTML).toBe('<div><i>c</i></div>')
})

test('leaves the page alone while the markup is the same', async () => {
  const { container, rerender } = await render(<SafeHtml html="<b>b</b>" />)
  const before = container.querySelector('b')
  await rerender(<SafeHtml html="<b>b</b>" className="new" />)
  expect(container.querySelector('b')).toBe(before)
})

test('shows images only where they are allowed', async () => {
  const image = '<img src="data:image/png;base64,AAAA" alt="a">'
  const { container, rerender } = await render(<SafeHtml html={image} />)
  expect(container.querySelector('img')).toBeNull()
  await rerender(<SafeHtml html={image} allowImages />)
  expect(container.querySelector('img')?.alt).toBe('a')
})

test('no prop that a caller spreads takes the place of the sanitised markup', async () => {
  const hostile = { dangerouslySetInnerHTML: { __html: '<i>raw</i>' } }
  const { container } = await render(<SafeHtml {...hostile} html="<b>b</b>" />)
  expect(container.innerHTML).toBe('<div><b>b</b></div>')
})

test('a server renders the element empty, and the page fills it without a complaint', async () => {
  const app = <SafeHtml className="bio" html="<b onclick=alarm()>b</b>" />
  const host = document.createElement('div')
  host.innerHTML = renderToString(app)
  expect(host.innerHTML).toBe('<div class="bio"></div>')
  const onRecoverableError = vi.fn()
  const complain = vi.spyOn(console, 'error')
  let root: ReturnType<typeof hydrateRoot> | undefined
  await acted(() => {
    root = hydrateRoot(host, app, { onRecoverableError })
  })
  expect(host.innerHTML).toBe('<div class="bio"><b>b</b></div>')
  expect(onRecoverableError).not.toHaveBeenCalled()
  expect(complain).not.toHaveBeenCalled()
  await acted(() => root?.unmount())
})

test('shows its fallback where the markup is too long, and the markup again where it is not', async () => {
  const long = '<b>b</b>'.repeat(130_000)
  const { container, rerender } = await render(
    <SafeHtml html="<b>b</b>" fallback={<i>too long</i>} />,
  )
  await rerender(<SafeHtml html={long} className="bio" fallback={<i>too long</i>} />)
  expect(container.innerHTML).toBe('<div class="bio"><i>too long</i></div>')
  await rerender(<SafeHtml html={long} />)
  expect(container.innerHTML).toBe('<div></div>')
  await rerender(<SafeHtml html="<b>c</b>" fallback={<i>too long</i>} />)
  expect(container.innerHTML).toBe('<div><b>c</b></div>')
})

test('what cannot be sanitised goes to the error boundary, not into the page', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const { container } = await render(
    <ErrorBoundary name="bio" fallback="no bio">
      <SafeHtml html={7 as never} />
    </ErrorBoundary>,
  )
  expect(container.textContent).toBe('no bio')
})

describe('rendered by React,', () => {
  const all = [...vectors, ...clobbering]
  const deeds = witnessAll(all, (host, vector) =>
    render(<SafeHtml html={vector} allowImages />, { container: host }),
  )
  test.each(all)('%s does nothing', async (vector) => {
    expect(await deeds(vector)).toEqual({ scripts: 0, requests: [] })
  })
})
