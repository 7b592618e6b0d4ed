import { useLayoutEffect, useRef } from 'react'
import { ALARMS } from './alarm.ts'

type SealedFrameProps = Readonly<{ html: string; onRing: () => void }>

/**
 * The same markup as it came, to see that it is not harmless. An origin of its own without a way
 * out: it may run scripts and load nothing.
 */
export function SealedFrame({ html, onRing }: SealedFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null)
  useLayoutEffect(() => {
    const hear = ({ source, data }: MessageEvent<unknown>) => {
      if (source === frame.current?.contentWindow && data === 'alarm') onRing()
    }
    addEventListener('message', hear)
    return () => removeEventListener('message', hear)
  }, [onRing])
  return (
    <iframe
      ref={frame}
      hidden
      title="The same markup, not sanitised"
      sandbox="allow-scripts"
      srcDoc={`${opening}${html}`}
    />
  )
}

const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
].join('; ')

/** Rings at most 99 times, and does what each link would to a reader who trusts it. */
const opening = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">
<script>{
  let left = 99
  const ring = () => { if (left-- > 0) parent.postMessage('alarm', '*') }
  for (const name of ${JSON.stringify(ALARMS)}) window[name] = ring
  addEventListener('load', () => {
    for (const { protocol, href } of document.links) {
      if (protocol === 'javascript:') eval(decodeURIComponent(href.slice(protocol.length)))
    }
  })
}</script>`
