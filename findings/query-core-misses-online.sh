#!/usr/bin/env bash
# @tanstack/query-core 5.108.0: onlineManager listens for `online` and `offline` only while somebody
# is subscribed to it (a mounted QueryClient), and reads no state when it begins to listen again. An
# `online` event that comes in between is lost: a page whose app was unmounted while the network came
# back has its queries paused for ever, although navigator.onLine is true.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tanstack/query-core@5.108.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
const page = new EventTarget()
globalThis.window = page
globalThis.addEventListener = page.addEventListener.bind(page)
globalThis.removeEventListener = page.removeEventListener.bind(page)
const { onlineManager, QueryClient } = await import('@tanstack/query-core')
const network = (isUp) => {
  Object.defineProperty(navigator, 'onLine', { value: isUp, configurable: true })
  page.dispatchEvent(new Event(isUp ? 'online' : 'offline'))
}
const client = new QueryClient()
client.mount()
network(false)
client.unmount()
network(true)
client.mount()
console.log(`navigator.onLine: ${navigator.onLine}, onlineManager: ${onlineManager.isOnline()}`)
client.query({ queryKey: ['a'], queryFn: () => 1 }).catch(() => undefined)
await new Promise((resolve) => setTimeout(resolve, 50))
console.log(`a query: ${client.getQueryCache().getAll()[0].state.fetchStatus}`)
client.clear()
client.unmount()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
navigator.onLine: true, onlineManager: false
a query: paused
SEEN
