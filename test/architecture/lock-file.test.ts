import { describe, expect, test } from 'vitest'
import lock from '../../package-lock.json' with { type: 'json' }

type Locked = { resolved?: string; optionalDependencies?: Record<string, string> }
const locked = Object.entries(lock.packages as Record<string, Locked>)

describe('package-lock.json', () => {
  test('records no address to download from', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  })

  test('names the builds for every platform (else: node scripts/complete-lock.ts)', () => {
    const wanted = locked.flatMap(([, each]) => Object.keys(each.optionalDependencies ?? {}))
    expect(wanted.filter((name) => !(`node_modules/${name}` in lock.packages))).toEqual([])
  })
})
