#!/usr/bin/env bash
# Node 24.21.0 (undici 7.29.1): the referrer of a Request reaches no server. `fetch(new Request(url,
# { referrer }))` sends no `Referer`, the same members in the init of fetch do.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { createServer } from 'node:http'
import { once } from 'node:events'
const server = createServer((request, response) => response.end(String(request.headers.referer))).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${server.address().port}/`
const from = { referrer: `${url}page`, referrerPolicy: 'unsafe-url' }
const heard = async (...given) => (await (await fetch(...given)).text()).replace(url, '/')
console.log('in the init:', await heard(url, from))
console.log('in a Request:', await heard(new Request(url, from)))
server.close()
server.closeAllConnections()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
in the init: /page
in a Request: undefined
SEEN
