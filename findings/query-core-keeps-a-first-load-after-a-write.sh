#!/usr/bin/env bash
# @tanstack/query-core 5.108.0: `invalidateQueries` during a query's first load starts nothing anew. The
# answer that was asked for before the write still lands, and counts as fresh for the whole staleTime. Once the
# query has data, the same call cancels the request under way and asks again.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @tanstack/query-core@5.108.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
const client = new QueryClient()
client.mount()
let rows = 'before'
const answers = []
const queryFn = () => {
  const seen = rows
  return new Promise((resolve) => answers.push(() => resolve(seen)))
}
const observer = new QueryObserver(client, { queryKey: ['rows'], queryFn, staleTime: 60_000 })
observer.subscribe(() => {})
rows = 'after'
void client.invalidateQueries({ queryKey: ['rows'] })
await new Promise((resolve) => setTimeout(resolve))
console.log('requests:', answers.length)
answers[0]()
await new Promise((resolve) => setTimeout(resolve, 10))
const { data, isStale } = observer.getCurrentResult()
console.log(`shown: ${data}, stale: ${isStale}`)
void client.invalidateQueries({ queryKey: ['rows'] })
await new Promise((resolve) => setTimeout(resolve))
void client.invalidateQueries({ queryKey: ['rows'] })
await new Promise((resolve) => setTimeout(resolve))
console.log('requests, once there is data and two writes follow:', answers.length)
client.clear()
client.unmount()
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
requests: 1
shown: before, stale: false
requests, once there is data and two writes follow: 3
SEEN
