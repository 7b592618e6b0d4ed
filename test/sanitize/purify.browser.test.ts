import globalPurify from 'dompurify'
import { sanitizeHTML, trustedHTML } from 'holdfast/sanitize'
import { afterEach, describe, expect, test } from 'vitest'

afterEach(() => {
  globalPurify.removeAllHooks()
  globalPurify.clearConfig()
})

test('hooks and settings of the page’s own DOMPurify do not reach ours, nor ours its', () => {
  globalPurify.addHook('afterSanitizeAttributes', (element) => element.setAttribute('id', 'theirs'))
  globalPurify.setConfig({ ADD_TAGS: ['iframe'], ADD_ATTR: ['onclick'] })
  expect(sanitizeHTML('<b onclick=a>b</b><iframe></iframe>')).toBe('<b>b</b>')
  globalPurify.removeAllHooks()
  globalPurify.clearConfig()
  expect(globalPurify.sanitize('<a href="/b">c</a>')).toBe('<a href="/b">c</a>')
})

test('where Trusted Types exist, trustedHTML is one and sanitizeHTML a string', () => {
  const trusted = trustedHTML('<b onclick=a>b</b>') as unknown
  expect(Object.prototype.toString.call(trusted)).toBe('[object TrustedHTML]')
  expect(String(trusted)).toBe('<b>b</b>')
  expect(typeof sanitizeHTML('<b>b</b>')).toBe('string')
})

/** A page of its own with that policy, which runs our module and tells what came of it. */
async function inPage(policy: string): Promise<Record<string, unknown>> {
  const frame = document.createElement('iframe')
  const told = new Promise<Record<string, unknown>>((resolve) => {
    addEventListener('message', ({ data, source }: MessageEvent<Record<string, unknown>>) => {
      if (source === frame.contentWindow && 'refused' in data) resolve(data)
    })
  })
  const module = new URL('../../src/sanitize/index.ts', import.meta.url).href
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">
    <script type="module">
      let made = 0
      const { createPolicy } = trustedTypes
      trustedTypes.createPolicy = (...args) => { made += 1; return createPolicy.apply(trustedTypes, args) }
      const { sanitizeHTML, sanitizeInput, trustedHTML } = await import('${module}')
      const attempt = (run) => { try { return run() } catch (error) { return error.name + ': ' + error.message } }
      const shown = document.createElement('div')
      const refused = attempt(() => { shown.innerHTML = sanitizeHTML('<i>no</i>') })
      attempt(() => { shown.innerHTML = trustedHTML('<b onclick=alarm()>b</b>') })
      const html = attempt(() => sanitizeHTML('<b onclick=alarm()>b</b>'))
      const text = attempt(() => sanitizeInput('<b>b</b>'))
      parent.postMessage({ refused, shown: shown.innerHTML, html, text, made }, '*')
    </script>`
  document.body.append(frame)
  try {
    return await told
  } finally {
    frame.remove()
  }
}

describe('in a page whose CSP', () => {
  test('requires Trusted Types, one policy is made and its markup is shown', async () => {
    const told = await inPage("require-trusted-types-for 'script'; trusted-types holdfast")
    expect(told).toMatchObject({ shown: '<b>b</b>', html: '<b>b</b>', text: 'b', made: 1 })
    expect(told['refused']).toContain('TypeError')
  })

  test('forbids our policy and requires none, all works with strings', async () => {
    const told = await inPage("trusted-types 'none'")
    expect(told).toMatchObject({ shown: '<b>b</b>', html: '<b>b</b>', text: 'b', made: 1 })
  })

  test('requires Trusted Types and forbids our policy, nothing comes back and the error says why', async () => {
    const told = await inPage("require-trusted-types-for 'script'; trusted-types other")
    const message = "ConfigError: trusted-types is without 'holdfast': it must be a list with"
    expect(told['shown']).toBe('')
    expect(told['html']).toContain(message)
    expect(told['text']).toContain(message)
  })
})
