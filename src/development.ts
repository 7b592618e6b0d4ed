declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** True in a development build. False where nothing says so, as in a page without a bundler. */
export function isDevelopment(): boolean {
  try {
    // In full, because bundlers replace exactly these words.
    return process.env.NODE_ENV !== 'production'
  } catch {
    return false
  }
}
