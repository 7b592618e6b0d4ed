/** Words with dashes or dots, `v2`, `oauth2`: what people name routes with. */
const word = /^(?:v\d{1,3}(?:\.\d{1,3})?|[A-Za-z][A-Za-z_.-]{0,31}\d{0,2})$/
const longestSegments = 12

/**
 * Collapses the ids of a path, so that a circuit, a metric or a log line stands for an endpoint
 * and carries no user's value: `/users/42/orders/9f8b3c1e` becomes `/users/:id/orders/:id`.
 *
 * A segment stays when it is a plain word; numbers, UUIDs, hashes, emails, encoded and long
 * segments become `:id`. Paths deeper than twelve segments end in `/…`.
 */
export function routeTemplate(path: string): string {
  const segments = path.split('/')
  const kept = segments
    .slice(0, longestSegments + 1)
    .map((segment) => (segment === '' || word.test(segment) ? segment : ':id'))
  return segments.length > kept.length ? `${kept.join('/')}/…` : kept.join('/')
}
