import { execFile } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { root } from '../scripts/entries.ts'

const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
const fence = /^```(tsx?)\n([\s\S]*?)^```/gm
/** Below the project, so that its packages and its compiler options are found. */
const folder = join(root, 'node_modules/.cache/holdfast-docs')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Each `ts` and `tsx` block of the pages, as a module named after the line it starts on. */
const blocks = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(fence)].map(({ index, 1: ending, 2: code = '' }) => {
    const line = text.slice(0, index).split('\n').length
    return { name: `${page.replaceAll(/\W/g, '-')}-line-${line}.${ending}`, code }
  })
})

test(
  'every code block of README and docs compiles as a reader would paste it',
  { timeout: 60_000 },
  async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    for (const { name, code } of blocks) writeFileSync(join(folder, name), `${code}\nexport {}\n`)
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
  const links = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8')
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
      ({ 1: target = '' }) => target,
    )
    return targets.map((target) => join(page, '..', target))
  })
  expect(links.filter((link) => globSync(link, { cwd: root }).length === 0)).toEqual([])
})
