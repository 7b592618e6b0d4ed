#!/usr/bin/env bash
# structured-headers 2.1.0: a decimal comes out as the same JavaScript number as the integer of its value. RFC 9651
# has two types; a field that allows Integers only, such as those of RateLimit, cannot be checked with it: `r=0.0`,
# which is malformed there, reads as `r=0`, nothing left. Written back, it has become the Integer.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund structured-headers@2.1.0 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
import { parseList, serializeList } from 'structured-headers'
for (const field of ['"a";r=0', '"a";r=0.0', '"a";r=5.0']) {
  const [[, parameters]] = parseList(field)
  console.log(`${field}: ${typeof parameters.get('r')} ${parameters.get('r')}, written ${serializeList(parseList(field))}`)
}
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
"a";r=0: number 0, written "a";r=0
"a";r=0.0: number 0, written "a";r=0
"a";r=5.0: number 5, written "a";r=5
SEEN
