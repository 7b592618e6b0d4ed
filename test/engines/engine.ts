import { defineBrowserProvider, parseKeyDef } from '@vitest/browser'
import { fileURLToPath } from 'node:url'
import type { BrowserCommand, BrowserProviderOption } from 'vitest/node'

/** Input as https://w3c.github.io/webdriver/#actions has it: both protocols take the same words. */
export type Action = Readonly<{ type: string; id: string; parameters?: object; actions: object[] }>

/** A browser under way, as far as the tests need it: one page, a keyboard and a mouse. */
export interface Driver {
  open(url: string): Promise<void>
  perform(action: Action): Promise<void>
  close(): Promise<void>
}

type Project = Parameters<BrowserProviderOption['providerFactory']>[0]

/**
 * A provider of Vitest's browser mode over a browser that Playwright cannot drive as it is installed.
 * One page for all files, one after the other.
 */
export function engine(name: string, start: () => Promise<Driver>): BrowserProviderOption {
  return defineBrowserProvider({
    name,
    providerFactory(project) {
      let driver: Promise<Driver> | undefined
      input(project, async (action) => (await driver)?.perform(action))
      return {
        name,
        supportsParallelism: false,
        initScripts: [fileURLToPath(new URL('locators.ts', import.meta.url))],
        getCommandsContext: () => ({}),
        async openPage(_session, url) {
          driver ??= start()
          await (await driver).open(url)
        },
        async close() {
          const closing = driver
          driver = undefined
          await (await closing)?.close()
        },
      }
    },
  })
}

type Perform = (action: Action) => Promise<void>

/** The commands behind `userEvent` and the locators, as far as the tests give them. */
function input(project: Project, perform: Perform): void {
  const command = <P extends unknown[]>(name: string, run: (...given: P) => unknown) => {
    const command: BrowserCommand<P> = (_context, ...given) => run(...given)
    project.browser?.registerCommand(name as never, command as never)
  }
  const type = (...actions: object[]) => perform({ type: 'key', id: 'keyboard', actions })

  command('__vitest_tab', async ({ shift = false }: { shift?: boolean } = {}) => {
    const { down, up } = keyOf('Shift')
    await type(...(shift ? [down, ...press('Tab'), up] : press('Tab')))
  })
  command('__vitest_keyboard', async (text: string) => {
    for (const { keyDef } of parseKeyDef(text)) await type(...press(keyDef.key ?? ''))
    return { unreleased: [] }
  })
  command('__vitest_click', async (_selector: unknown, { position }: { position: object }) => {
    const button = { button: 0 }
    const actions = [
      { type: 'pointerMove', duration: 0, ...position },
      { type: 'pointerDown', ...button },
      { type: 'pointerUp', ...button },
    ]
    const parameters = { pointerType: 'mouse' }
    await perform({ type: 'pointer', id: 'mouse', parameters, actions })
  })
  // The frame of the tests gets the size that a test asks for; the window around it is large enough.
  command('__vitest_viewport', () => undefined)
  command('__vitest_cleanup', () => undefined)
}

/** https://w3c.github.io/webdriver/#keyboard-actions: what has no character of its own. */
const keys: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
}

function keyOf(key: string): { down: object; up: object } {
  const value = keys[key] ?? key
  return { down: { type: 'keyDown', value }, up: { type: 'keyUp', value } }
}

function press(key: string): object[] {
  const { down, up } = keyOf(key)
  return [down, up]
}
