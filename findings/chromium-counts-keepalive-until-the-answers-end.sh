#!/usr/bin/env bash
# Chromium 153 (playwright-core 1.65.1, @sparticuz/chromium 153.0.0): the 64 KiB that all bodies with `keepalive` of
# a page share are not free when the body has been sent, nor when the answer's headers are there, but when the
# answer's own body has ended. Until then the next such request fails with a plain TypeError, without having been
# sent. An answer that was cancelled gives its share back as well.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"; export TMPDIR="$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.65.1 @sparticuz/chromium@153.0.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import packed from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
let posts = 0
const open = []
const server = createServer((request, response) => {
  if (request.method === 'GET') return response.end('page')
  posts += 1
  request.resume().once('end', () => response.write('half an answer'))
  open.push(response)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const unwanted = /^--(headless|single-process|no-zygote|disable-(web-security|site-isolation|features)|enable-features)/
const args = packed.args.filter((arg) => !unwanted.test(arg))
const browser = await chromium.launch({ executablePath: await packed.executablePath(), args })
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${server.address().port}/`)
const send = (name) =>
  page.evaluate(async (name) => {
    const init = { method: 'POST', body: 'x'.repeat(60_000), keepalive: true }
    const answer = await fetch('/', init).catch((error) => error)
    globalThis[name] = answer
    return answer.status ?? `${answer.name}: ${answer.message}`
  }, name)
const settle = () => new Promise((resolve) => setTimeout(resolve, 1_000))
console.log('the first:', await send('one'))
await settle()
console.log('a second later, its answer is still open:', await send('two'))
open[0].end()
await page.evaluate(() => one.text())
await settle()
console.log('its answer has ended:', await send('three'))
await page.evaluate(() => three.body.cancel())
await settle()
console.log('that answer was cancelled:', await send('four'))
console.log('posts that the server got:', posts)
await browser.close()
server.close()
server.closeAllConnections()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
the first: 200
a second later, its answer is still open: TypeError: Failed to fetch
its answer has ended: 200
that answer was cancelled: 200
posts that the server got: 3
SEEN
