#!/usr/bin/env bash
# vitest 5.1.1: fake timers do not drive `AbortSignal.timeout`. Its timer is the platform's own, which
# vi.useFakeTimers() cannot replace: advancing the fake clock past it leaves the signal as it was, so
# code under test that is timed by it waits in real time.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vitest@5.1.1 vite@8.3.8 node@24.21.0 >/dev/null
cat > see.test.mjs <<'JS'
import { writeFileSync } from 'node:fs'
import { test, vi } from 'vitest'
test('see', async () => {
  vi.useFakeTimers()
  const signal = AbortSignal.timeout(60_000)
  let rang = false
  setTimeout(() => (rang = true), 60_000)
  await vi.advanceTimersByTimeAsync(120_000)
  writeFileSync('seen', `setTimeout rang: ${rang}\nAbortSignal.timeout aborted: ${signal.aborted}\n`)
})
JS
PATH="$dir/node_modules/.bin:$PATH" vitest run >/dev/null
cat seen
diff seen - <<'SEEN'
setTimeout rang: true
AbortSignal.timeout aborted: false
SEEN
