#!/usr/bin/env bash
# vitest 5.1.1 with its environment jsdom (29.0.0): the AbortError of an aborted `fetch`, and the reason of
# an aborted signal, are no instances of the global `DOMException` of that test, which is jsdom's. They are
# Errors, and named AbortError: the name is what can be asked.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vitest@5.1.1 vite@8.3.8 jsdom@29.0.0 node@24.21.0 >/dev/null
cat > see.test.mjs <<'JS'
import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
test('see', async () => {
  const controller = new AbortController()
  controller.abort()
  const error = await fetch('http://127.0.0.1:9/', { signal: controller.signal }).catch((one) => one)
  const kinds = (one) => `${one.name}, DOMException: ${one instanceof DOMException}, Error: ${one instanceof Error}`
  writeFileSync('seen', `fetch: ${kinds(error)}\nreason: ${kinds(controller.signal.reason)}\n`)
})
JS
PATH="$dir/node_modules/.bin:$PATH" vitest run --environment jsdom >/dev/null
cat seen
diff seen - <<'SEEN'
fetch: AbortError, DOMException: false, Error: true
reason: AbortError, DOMException: false, Error: true
SEEN
