import {
  getByAltTextSelector,
  getByLabelSelector,
  getByPlaceholderSelector,
  getByRoleSelector,
  getByTestIdSelector,
  getByTextSelector,
  getByTitleSelector,
  Locator,
  selectorEngine,
} from '@vitest/browser/locators'
import { type BrowserPage, page, server } from 'vitest/browser'
import * as internals from 'vitest/internal/browser'

/** Elements are found in the page; the driver presses the mouse where they are. */
class EngineLocator extends Locator {
  readonly selector: string

  constructor(selector: string, container?: Element) {
    super()
    this.selector = selector
    this._pwSelector = selector
    this._container = container
  }

  override async click(): Promise<void> {
    const element = await this.findElement()
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    const { x, y, width, height } = await atRest(element)
    const [left, top] = [x + width / 2, y + height / 2]
    const hit = document.elementFromPoint(left, top)
    if (!hit || !(element.contains(hit) || hit.contains(element))) {
      throw new Error(`${this.selector} is covered by ${hit?.outerHTML.slice(0, 80)}`)
    }
    const frame = window.frameElement?.getBoundingClientRect() ?? { x: 0, y: 0 }
    const position = { x: Math.round(frame.x + left), y: Math.round(frame.y + top) }
    await super.click({ position })
  }

  override async fill(text: string): Promise<void> {
    const element = (await this.findElement()) as HTMLInputElement
    element.focus()
    element.select()
    // oxlint-disable-next-line typescript/no-deprecated -- the one way to type that all engines have
    document.execCommand(text ? 'insertText' : 'delete', false, text)
  }

  override clear(): Promise<void> {
    return this.fill('')
  }

  protected override locator(selector: string): Locator {
    return new EngineLocator(`${this.selector} >> ${selector}`, this._container)
  }

  protected override elementLocator(element: Element): Locator {
    return locate(element)
  }
}

const locate = (element: Element): EngineLocator =>
  new EngineLocator(selectorEngine.generateSelectorSimple(element), element)

/** Its box, once two frames agree on it: what was typed before may still move it. */
async function atRest(element: Element): Promise<DOMRect> {
  for (let last = element.getBoundingClientRect(); ;) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    await new Promise((resolve) => setTimeout(resolve))
    const box = element.getBoundingClientRect()
    if (JSON.stringify(box) === JSON.stringify(last)) return box
    last = box
  }
}

const { testIdAttribute } = server.config.browser.locators
const at = (selector: string) => new EngineLocator(selector)
const locators: Partial<Record<keyof BrowserPage, (what: never, options: object) => Locator>> = {
  getByLabelText: (text, options) => at(getByLabelSelector(text, options)),
  getByRole: (role, options) => at(getByRoleSelector(role, options)),
  getByTestId: (id) => at(getByTestIdSelector(testIdAttribute, id)),
  getByAltText: (text, options) => at(getByAltTextSelector(text, options)),
  getByPlaceholder: (text, options) => at(getByPlaceholderSelector(text, options)),
  getByText: (text, options) => at(getByTextSelector(text, options)),
  getByTitle: (title, options) => at(getByTitleSelector(title, options)),
  elementLocator: locate,
}
page.extend(locators as unknown as Partial<BrowserPage>)
// What Vitest asks for where it has a selector alone; its types do not tell of it.
Object.assign((internals as unknown as { __INTERNAL: object }).__INTERNAL, { _createLocator: at })

// Without the window's focus, Firefox gives an element the focus but tells nobody.
;(window.frameElement as HTMLElement | null)?.focus()
window.focus()
