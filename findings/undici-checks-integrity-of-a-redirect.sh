#!/usr/bin/env bash
# Node 24.21.0 (undici 7.29.1): with `redirect: 'manual'` the body of the 3xx answer itself is held
# against `integrity`, so a request that names the digest of the file it will be led to fails at the
# redirect. Followed by the platform, the same request arrives and fits. Whoever follows redirects
# hop by hop has to check the digest at the last hop alone.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
const file = 'the file'
const integrity = `sha256-${createHash('sha256').update(file).digest('base64')}`
const server = createServer(({ url }, response) => {
  if (url === '/file') return response.end(file)
  response.writeHead(302, { location: '/file' }).end('moved')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const from = `http://127.0.0.1:${server.address().port}/`
const seen = (init) => fetch(from, { integrity, ...init }).then((one) => one.status, (error) => error.cause?.message ?? error.message)
console.log('follow:', await seen({}))
console.log('manual:', await seen({ redirect: 'manual' }))
console.log('manual, without integrity:', await seen({ redirect: 'manual', integrity: '' }))
server.close()
server.closeAllConnections()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
follow: 200
manual: integrity mismatch
manual, without integrity: 302
SEEN
