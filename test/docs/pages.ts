import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../../scripts/entries.ts'

export type Page = Readonly<{
  /** Below the root, such as `docs/policies/retry.md`. */
  path: string
  /** `retry` */
  name: string
  text: string
}>

/** A fenced block of code, as a module named after the line it starts on. */
export type Block = Readonly<{ page: Page; line: number; file: string; code: string }>

export const pages: readonly Page[] = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].map(
  (path) => ({ path, name: basename(path, '.md'), text: readFileSync(join(root, path), 'utf8') }),
)

export const policyPages = pages.filter(({ path }) => path.startsWith('docs/policies/'))

const fence = /^```(tsx?)\n([\s\S]*?)^```/gm

export const blocks: readonly Block[] = pages.flatMap((page) =>
  [...page.text.matchAll(fence)].map(({ index, 1: ending, 2: code = '' }) => {
    const line = page.text.slice(0, index).split('\n').length
    return { page, line, file: `${page.path.replaceAll(/\W/g, '-')}-line-${line}.${ending}`, code }
  }),
)

/** True for a block that asserts what it claims: it does not only compile, it runs. */
export const runs = ({ code }: Block): boolean => /^\/\/ runs\b/.test(code)

/** The rows of every table of a page that begins with these columns, cell by cell, without markup. */
export function tableRows({ text }: Page, ...columns: readonly string[]): string[][] {
  const head = `| ${columns.join(' | ')} |`
  return text.split(/\n\n+/).flatMap((part) => {
    const lines = part.split('\n')
    return lines[0]?.startsWith(head) ? lines.slice(2).map(cells) : []
  })
}

const cells = (row: string): string[] =>
  row
    .slice(1, -1)
    .split('|')
    .map((cell) => plain(cell).trim())

/** Without backticks, and with links as their words. */
const plain = (text: string): string => text.replaceAll(/\[([^\]]*)\]\([^)]*\)|`/g, '$1')
