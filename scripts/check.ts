import { styleText } from 'node:util'
import { run } from './run.ts'

type Step = readonly [name: string, command: string, args: readonly string[]]

/** Everything a machine can judge, the quick first; the later ones read what `build` made. */
const steps: readonly Step[] = [
  ['build', 'node', ['scripts/build.ts']],
  ['types', 'tsc', []],
  ['lint', 'oxlint', []],
  ['format', 'oxfmt', ['--check']],
  ['architecture', 'vitest', ['run', '--project', 'node', 'test/architecture']],
  ['sizes', 'node', ['bench/size.ts']],
  ['package', 'node', ['scripts/check-package.ts']],
]

let failed = 0
for (const [name, command, args] of steps) {
  const startedAt = performance.now()
  const { ok, output } = await run(command, args)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const mark = ok ? styleText('green', 'ok    ') : styleText('red', 'FAILED')
  console.log(`${mark} ${name.padEnd(13)} ${seconds} s`)
  if (!ok || name === 'sizes') console.log(`\n${output.trim()}\n`)
  if (!ok) failed += 1
}
console.log(failed === 0 ? 'All checks passed.' : `${failed} of ${steps.length} checks failed.`)
process.exitCode = failed === 0 ? 0 : 1
