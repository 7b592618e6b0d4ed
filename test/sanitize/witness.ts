import { inject, vi } from 'vitest'

/** What markup has done to the page since it was put there. */
export type Deeds = Readonly<{ scripts: number; requests: readonly string[] }>

/** Room for a machine that has other work to do. */
const limit = { timeout: 15_000 }
const names = ['alarm', 'alert', 'confirm', 'prompt', 'print', 'open'] as const

/**
 * Counts scripts that run and requests that leave, while `render` puts something into the page.
 *
 * @param awaited  a request that is waited for: the browser tells of one when it has its answer
 */
export async function witness(
  render: (host: HTMLElement) => unknown,
  awaited = '',
): Promise<Deeds> {
  const alarm = vi.fn()
  for (const name of names) vi.stubGlobal(name, alarm)
  const form = document.createElement('form')
  form.id = 'host'
  const host = form.appendChild(document.createElement('div'))
  document.body.append(form)
  const requests: string[] = []
  const observer = new PerformanceObserver((list) => {
    requests.push(...list.getEntries().map(({ name }) => name))
  })
  observer.observe({ type: 'resource' })
  const mine = `${inject('serverOrigin')}/echo?cors=any&mark=${Math.random()}`
  try {
    await render(host)
    touch(host)
    await settled(host)
    // The observer has told everything that came before our own last request.
    await (await fetch(mine)).text()
    await vi.waitUntil(() => requests.includes(mine), limit)
    await vi.waitUntil(() => requests.some((url) => url.includes(awaited)), limit)
  } finally {
    observer.disconnect()
    form.remove()
    vi.unstubAllGlobals()
  }
  const own = ['/src/', '/test/', '/node_modules/', '/@', '/__vitest', mine]
  const left = requests.filter((url) => !own.some((part) => url.includes(part)))
  return { scripts: alarm.mock.calls.length, requests: left }
}

const quiet: Deeds = { scripts: 0, requests: [] }

/**
 * Watches many kinds of markup, forty at a time side by side, since each look takes some frames; and
 * one alone where those forty do anything.
 *
 * @returns what one of them has done; where none of the forty does it alone, what all have done
 */
export function witnessAll(
  all: readonly string[],
  render: (host: HTMLElement, one: string) => unknown,
): (one: string) => Promise<Deeds> {
  const seen = new Map<number, Promise<Deeds>>()
  return async (one) => {
    const from = Math.floor(all.indexOf(one) / 40) * 40
    const together = (host: HTMLElement) =>
      Promise.all(
        all
          .slice(from, from + 40)
          .map((each) => render(host.appendChild(document.createElement('div')), each)),
      )
    const before = seen.get(from) ?? witness(together)
    seen.set(from, before)
    const deeds = await before
    if (isQuiet(deeds)) return quiet
    const own = await witness((host) => render(host, one))
    return isQuiet(own) ? deeds : own
  }
}

const isQuiet = ({ scripts, requests }: Deeds): boolean => scripts === 0 && requests.length === 0

/** Every event that a person could cause, at every element. Nothing is followed or submitted. */
function touch(host: HTMLElement): void {
  const stay = (event: Event) => event.preventDefault()
  for (const type of ['click', 'submit']) globalThis.addEventListener(type, stay, true)
  for (const element of host.querySelectorAll('*')) {
    const types = element.getAttributeNames().filter((name) => name.startsWith('on'))
    for (const type of [...happenings, ...types.map((name) => name.slice(2))]) {
      element.dispatchEvent(new Event(type, { cancelable: true }))
    }
  }
  for (const type of ['click', 'submit']) globalThis.removeEventListener(type, stay, true)
}

/** To Firefox the `onload` of an svg is told by an event of its own. */
const happenings = [
  ...['click', 'focus', 'mouseover', 'keydown', 'load', 'SVGLoad', 'error', 'toggle', 'begin'],
]

/** Errors of images, toggles and animations come in tasks of their own: ours is behind them. */
async function settled(host: HTMLElement): Promise<void> {
  const image = new Image()
  const failed = new Promise((resolve) => image.addEventListener('error', resolve))
  image.src = 'data:image/png,none'
  await failed
  const details = document.createElement('details')
  const toggled = new Promise((resolve) => details.addEventListener('toggle', resolve))
  host.append(details)
  details.open = true
  await toggled
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
}
