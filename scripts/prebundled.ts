/** What the browser tests import of packages. Found before the first test: one found during a test reloads the page. */
export const prebundled: string[] = [
  '@sentry/browser',
  '@tanstack/react-query',
  'dompurify',
  'axe-core',
  'fast-check',
  'ky',
  'posthog-js',
  'react',
  'react-dom/client',
  'react-dom/server',
  'react-error-boundary',
  'react-hook-form',
  'react/jsx-dev-runtime',
  'vitest-browser-react',
  'zod',
]
