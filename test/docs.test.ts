import { execFile } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../scripts/entries.ts'
import { blocks, pages, policyPages, runs, tableRows } from './docs/pages.ts'

/** Below the project, so that its packages and its compiler options are found. */
const folder = join(root, 'node_modules/.cache/holdfast-docs')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(
  'every code block of README and docs compiles as a reader would paste it',
  { timeout: 60_000 },
  async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const { file, code } of blocks) writeFileSync(join(folder, file), `${code}\nexport {}\n`)
    const config = { extends: relative(folder, join(root, 'tsconfig.json')), include: ['./*'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiled = promisify(execFile)('tsc', ['-p', folder, '--pretty', 'false'], { cwd: root })
    const problems = await compiled.then(
      () => '',
      (failure: { stdout: string }) => failure.stdout,
    )
    expect(problems).toBe('')
    expect(blocks.length).toBeGreaterThan(2)
  },
)

test('every link from page to page leads somewhere', () => {
  const links = pages.flatMap(({ path, text }) => {
    const targets = [...text.matchAll(/\]\((?!https?:)([^)]+)/g)]
    return targets.map(({ 1: target = '' }) => {
      const [file = '', anchor] = target.split('#')
      return { file: file === '' ? path : join(path, '..', file), anchor }
    })
  })
  const leadsNowhere = ({ file, anchor }: (typeof links)[number]) => {
    if (globSync(file, { cwd: root }).length === 0) return true
    const page = pages.find(({ path }) => path === file)
    return anchor !== undefined && !(page && anchors(page.text).includes(anchor))
  }
  expect(links.filter(leadsNowhere)).toEqual([])
})

/** The headings of a page, as GitHub names them in links. */
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(({ 1: heading = '' }) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

describe('the page of a policy', () => {
  const form = ['Options', 'How it fails', 'Events', 'Diagram', 'Example', 'Better not', 'Sources']
  const words = (file: string, pattern: RegExp) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(({ 1: word }) => word)
  const codes = words('src/errors.ts', /code = '([A-Z_]+)'/g)
  const events = words('src/events.ts', /type: '([a-z-]+)'/g)

  test.each(policyPages)('$name has the form that all have', (page) => {
    const headings = [...page.text.matchAll(/^## (.*)$/gm)].map(({ 1: heading = '' }) => heading)
    expect(headings.filter((heading) => form.includes(heading))).toEqual(form)
    expect(page.text.match(/^```mermaid$/gm)).toHaveLength(1)
    expect(blocks.filter((block) => block.page === page && runs(block))).not.toEqual([])
  })

  test.each(policyPages)('$name names errors and events that exist', (page) => {
    const told = tableRows(page, 'event', 'says').map(([event]) => event)
    expect(told.filter((event) => !events.includes(event))).toEqual([])
    const named = [
      ...tableRows(page, 'error', 'code', 'when').map(([, code]) => code),
      ...[...page.text.matchAll(/code `([A-Z_]+)`/g)].map(({ 1: code }) => code),
    ]
    expect(named.filter((code) => code !== '–' && !codes.includes(code))).toEqual([])
  })

  test.each(policyPages)('$name is linked from the README', ({ path }) => {
    expect(pages[0]?.text).toContain(`](${path})`)
  })
})
