/**
 * A browser may name a language that `Intl` refuses (`en-US@posix`, from the system's locale); the
 * chart library hands it on when it is imported, and the page would stay empty. To be imported
 * before it.
 */
try {
  Intl.getCanonicalLocales(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
}
