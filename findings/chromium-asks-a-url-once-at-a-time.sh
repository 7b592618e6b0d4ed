#!/usr/bin/env bash
# Chromium 153 (playwright-core 1.65.1, @sparticuz/chromium 153.0.0): while a GET waits for its headers, a second one
# for the same URL is not sent (the lock of the HTTP cache), also where the answer turns out to be `no-store`. A
# request that hangs so holds back the one that was to overtake it. `cache: 'no-store'` in the request goes past it.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"; export TMPDIR="$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.65.1 @sparticuz/chromium@153.0.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import packed from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
const waiting = []
const server = createServer(({ url }, response) => {
  if (url === '/') return response.end('page')
  response.setHeader('cache-control', 'no-store')
  waiting.push(response)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const unwanted = /^--(headless|single-process|no-zygote|disable-(web-security|site-isolation|features)|enable-features)/
const args = packed.args.filter((arg) => !unwanted.test(arg))
const browser = await chromium.launch({ executablePath: await packed.executablePath(), args })
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)
const settle = () => new Promise((resolve) => setTimeout(resolve, 1_000))
await page.evaluate(() => void fetch('/slow'))
await page.evaluate(() => void fetch('/slow'))
await settle()
console.log('asked twice, the server has got:', waiting.length)
await page.evaluate(() => void fetch('/slow', { cache: 'no-store' }))
await settle()
console.log("asked with cache: 'no-store', it has got:", waiting.length)
waiting[0].end('answer')
await settle()
console.log('the first is answered, it has got:', waiting.length)
await browser.close()
server.close()
server.closeAllConnections()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
asked twice, the server has got: 1
asked with cache: 'no-store', it has got: 2
the first is answered, it has got: 3
SEEN
