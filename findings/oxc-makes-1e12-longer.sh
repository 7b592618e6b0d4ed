#!/usr/bin/env bash
# The minifier of rolldown 1.2.19 (oxc) writes whole numbers from 1e12 on in hexadecimal: `1e12` comes out as
# `0xe8d4a51000`, three times as long as it went in, where 864e5 stays short.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund rolldown@1.2.19 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { minify } from 'rolldown/experimental'
for (const number of ['1e12', '1000000000000', '1e11', '86400000']) {
  const { code } = await minify('a.js', `export const a = ${number}`)
  console.log(`${number} -> ${code.trim().replace(/^.*=|;$/g, '')}`)
}
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
1e12 -> 0xe8d4a51000
1000000000000 -> 0xe8d4a51000
1e11 -> 1e11
86400000 -> 864e5
SEEN
