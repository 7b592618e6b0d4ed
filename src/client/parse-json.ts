const empty = [204, 205, 304]
const reads = ['GET', 'HEAD']

/**
 * Parses a body as JSON. An answer that has no body by its status gives `undefined`, and so does an empty one to
 * a write, which has been done all the same; a read that should have brought a body and is empty is as
 * wrong as one that is not JSON.
 *
 * @throws SyntaxError
 */
export const parseJson = (
  text: string,
  { request, response }: { request: Request; response: Response },
): unknown =>
  text === '' && (empty.includes(response.status) || !reads.includes(request.method))
    ? undefined
    : JSON.parse(text)
