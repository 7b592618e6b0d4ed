#!/usr/bin/env bash
# ky 2.1.0 merges plain header objects by their spelling. A default `X-Key` and a call's `x-key` are not
# one header to it: both reach `Headers`, which joins them, so the value that the call meant to replace
# goes out as well. `undefined` takes a default off only where it is spelled the same way. Of the
# `Headers` class, which knows no case, the call's value replaces the default's.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ky@2.1.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import ky from 'ky'
const wire = async (request) => new Response(request.headers.get('x-key'))
const api = ky.create({ fetch: wire, headers: { 'X-Key': 'default' } })
const sent = (headers) => api('https://api.example.com/', { headers }).text()
console.log('same spelling:', await sent({ 'X-Key': 'own' }))
console.log('other spelling:', await sent({ 'x-key': 'own' }))
console.log('undefined, other spelling:', await sent({ 'x-key': undefined }))
console.log('Headers:', await sent(new Headers({ 'x-key': 'own' })))
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
same spelling: own
other spelling: default, own
undefined, other spelling: default
Headers: own
SEEN
