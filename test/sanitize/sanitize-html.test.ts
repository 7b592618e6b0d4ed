import { ConfigError } from 'holdfast'
import { sanitizeHTML, sanitizeInput, trustedHTML } from 'holdfast/sanitize'
import { expect, test } from 'vitest'

test.each([sanitizeHTML, trustedHTML, sanitizeInput])(
  'without a DOM nothing comes back unsanitised: case %#',
  (sanitize) => {
    expect(() => sanitize('plain')).toThrow(ConfigError)
    expect(() => sanitize('<b>bold</b>')).toThrow("document is missing: it must be a browser's")
  },
)
