import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { root } from './entries.ts'

export type Finished = Readonly<{ ok: boolean; output: string }>

/** Runs one of the project's own commands (`tsc`, `oxlint`, …) in the root folder, and keeps what it prints. */
export function run(command: string, args: readonly string[]): Promise<Finished> {
  const bin = join(root, 'node_modules', '.bin')
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => (output += chunk.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => resolve({ ok: false, output: `${command}: ${error.message}` }))
    child.once('close', (code) => resolve({ ok: code === 0, output }))
  })
}
