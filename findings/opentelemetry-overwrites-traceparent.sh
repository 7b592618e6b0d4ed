#!/usr/bin/env bash
# @opentelemetry/instrumentation-fetch 0.223.0 (with sdk-trace-web 2.12.0, api 1.9.1): a `traceparent` that a request
# already has is overwritten by that of the instrumentation's own span. A trace that somebody else began in the page
# (an error tracker, a server's meta tag) so ends at the page, without a word.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/instrumentation-fetch@0.223.0 @opentelemetry/instrumentation@0.223.0 \
  @opentelemetry/sdk-trace-web@2.12.0 @opentelemetry/api@1.9.1 node@24.21.0 >/dev/null
cat > see.mjs <<'JS'
// As much of a window as it asks for.
globalThis.window = globalThis
globalThis.location = new URL('https://www.example.com/')
globalThis.document = { baseURI: 'https://www.example.com/', createElement: () => ({}) }
globalThis.fetch = async (...given) => new Response(new Request(...given).headers.get('traceparent'))
const { registerInstrumentations } = await import('@opentelemetry/instrumentation')
const { FetchInstrumentation } = await import('@opentelemetry/instrumentation-fetch')
const { WebTracerProvider } = await import('@opentelemetry/sdk-trace-web')
const own = '00-11111111111111111111111111111111-2222222222222222-01'
const sent = async () => {
  const answer = await fetch('https://www.example.com/', { headers: { traceparent: own } })
  return (await answer.text()) === own ? 'the own one' : 'another one'
}
console.log('without it:', await sent())
new WebTracerProvider().register()
registerInstrumentations({ instrumentations: [new FetchInstrumentation()] })
console.log('with it:', await sent())
JS
PATH="$dir/node_modules/.bin:$PATH" node see.mjs | tee seen
diff seen - <<'SEEN'
without it: the own one
with it: another one
SEEN
