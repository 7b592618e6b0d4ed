/** How an element of ours looks. */
export type Look = Readonly<Partial<CSSStyleDeclaration>>

/**
 * The `ref` of an element that has that look; `place` is where others find it. A `style` in what a
 * server renders is refused by a strict Content Security Policy, and hydration does not set it
 * again; what a script sets is allowed.
 */
export const look =
  (styles: Look, place?: { current: unknown }) =>
  (element: HTMLElement | null): void => {
    if (place) place.current = element
    if (!element) return
    Object.assign(element.style, styles)
    // A server hides what would take up room without its look.
    element.hidden = false
  }
