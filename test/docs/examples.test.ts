import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../scripts/entries.ts'
import { blocks, runs } from './pages.ts'

/** Outside node_modules, where vitest would hand a module to Node as it stands. */
const folder = join(root, '.vitest/docs-examples')
const examples = blocks.filter(runs)

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { file, code } of examples) writeFileSync(join(folder, file), code)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(examples)('$page.path, line $line, does what it says', async ({ file, code }) => {
  expect(code).toContain('assert.')
  await import(/* @vite-ignore */ join(folder, file))
})
