export { sanitizeHTML, type SanitizeOptions, trustedHTML } from './sanitize-html.ts'
export { sanitizeInput } from './sanitize-input.ts'
