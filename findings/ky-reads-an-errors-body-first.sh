#!/usr/bin/env bash
# ky 2.1.0 reads the whole body of an error (for `error.data`) before it rejects, and before it tries again. A 503
# whose headers are there at once, and whose body drips, so keeps its caller, and the retry, for as long as one
# `timeout` (default 10 s), which counts anew from the headers.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ky@2.1.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import ky from 'ky'
let end
let requests = 0
const wire = async () => {
  requests += 1
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{'))
      end = () => (controller.enqueue(new TextEncoder().encode('}')), controller.close())
    },
  })
  return new Response(body, { status: 503, headers: { 'content-type': 'application/json' } })
}
const settle = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const ask = (options) => {
  const seen = { now: 'nothing' }
  const tell = ({ name, response, data }) => (seen.now = `${name} ${response?.status}, data ${JSON.stringify(data)}`)
  ky('https://api.example.com/', { fetch: wire, retry: 0, timeout: 3_000, ...options }).catch(tell)
  return seen
}
const read = ask({})
await settle(1_000)
console.log('1 s after the headers:', read.now)
end()
await settle(100)
console.log('its body has ended:', read.now)
const endless = ask({})
await settle(2_500)
console.log('2.5 s after the headers:', endless.now)
await settle(1_000)
console.log('past the timeout of 3 s:', endless.now)
requests = 0
ask({ retry: { limit: 1, delay: () => 0 } })
await settle(1_000)
console.log('with a retry, requests within 1 s:', requests)
end()
await settle(100)
console.log('its body has ended, requests:', requests)
process.exit()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
1 s after the headers: nothing
its body has ended: HTTPError 503, data {}
2.5 s after the headers: nothing
past the timeout of 3 s: HTTPError 503, data undefined
with a retry, requests within 1 s: 1
its body has ended, requests: 2
SEEN
