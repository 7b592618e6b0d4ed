#!/usr/bin/env bash
# Chromium 153 (playwright-core 1.65.1, @sparticuz/chromium 153.0.0), over HTTP/1.1: an answer that nobody reads
# holds its connection as soon as it is larger than what the browser reads ahead. Six of them, `no-store` here, are
# all connections of an origin: no other request to it leaves, in no tab, until one of the six is read or cancelled.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"; export TMPDIR="$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.65.1 @sparticuz/chromium@153.0.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import packed from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
const big = Buffer.alloc(20_000_000)
const server = createServer(({ url }, response) => {
  response.setHeader('cache-control', 'no-store')
  response.end(url.startsWith('/big') ? big : 'small')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const unwanted = /^--(headless|single-process|no-zygote|disable-(web-security|site-isolation|features)|enable-features)/
const args = packed.args.filter((arg) => !unwanted.test(arg))
const browser = await chromium.launch({ executablePath: await packed.executablePath(), args })
const context = await browser.newContext()
const open = async () => {
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  return page
}
const [first, second] = [await open(), await open()]
const small = (page) =>
  page.evaluate(() => {
    const answer = fetch('/small').then((one) => one.text())
    const late = new Promise((resolve) => setTimeout(resolve, 3_000, 'nothing within 3 s'))
    return Promise.race([answer, late])
  })
const ask = (count) =>
  first.evaluate(async (count) => {
    globalThis.answers ??= []
    for (let n = 0; n < count; n++) answers.push(await fetch(`/big/${answers.length}`))
  }, count)
await ask(5)
console.log('behind five:', await small(first))
await ask(1)
console.log('behind six:', await small(first))
console.log('in another tab:', await small(second))
await first.evaluate(() => answers[0].body.cancel())
console.log('one of them cancelled:', await small(second))
await browser.close()
server.close()
server.closeAllConnections()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
behind five: small
behind six: nothing within 3 s
in another tab: nothing within 3 s
one of them cancelled: small
SEEN
