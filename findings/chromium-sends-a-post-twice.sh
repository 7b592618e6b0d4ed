#!/usr/bin/env bash
# Chromium 153 (playwright-core 1.65.1, @sparticuz/chromium 153.0.0): a POST that goes out on a connection that
# has served before, and dies without a byte of an answer, is sent again by the browser itself, also
# seconds later. The server has it twice, the page sees one fetch and one 200. On a connection of its own the
# same POST fails, and is sent once. RFC 9110, 9.2.2, asks clients not to do so unless they know that the
# request does no harm twice, or was not handled.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"; export TMPDIR="$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.65.1 @sparticuz/chromium@153.0.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { once } from 'node:events'
import { createServer } from 'node:http'
import packed from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
const got = []
const served = new WeakSet()
const server = createServer((request, response) => {
  const { method, url, socket } = request
  const isReused = served.has(socket)
  served.add(socket)
  if (method !== 'POST') return response.end('page')
  got.push(`${method} on a ${isReused ? 'used' : 'new'} connection`)
  if (got.length > 1) return response.end('saved')
  request.resume().once('end', () => setTimeout(() => socket.end(), 2_000))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const home = `http://127.0.0.1:${server.address().port}/`
const unwanted = /^--(headless|single-process|no-zygote|disable-(web-security|site-isolation|features)|enable-features)/
const args = packed.args.filter((arg) => !unwanted.test(arg))
const browser = await chromium.launch({ executablePath: await packed.executablePath(), args })
const page = await browser.newPage()
await page.goto(home)
const post = () =>
  page.evaluate(async () => {
    const answer = fetch('/orders', { method: 'POST', body: 'one book' })
    return answer.then(({ status }) => String(status), ({ message }) => message)
  })
await page.evaluate(async () => (await fetch('/')).text())
console.log(`the page sees: ${await post()}; the server got: ${got.join(', ')}`)
got.length = 0
server.closeIdleConnections()
await new Promise((resolve) => setTimeout(resolve, 500))
console.log(`the page sees: ${await post()}; the server got: ${got.join(', ')}`)
await browser.close()
server.close()
server.closeAllConnections()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
the page sees: 200; the server got: POST on a used connection, POST on a new connection
the page sees: Failed to fetch; the server got: POST on a new connection
SEEN
