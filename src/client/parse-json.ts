const empty = [204, 205, 304]

/**
 * Parses a body as JSON. An answer that has no body by its status gives `undefined`; one that
 * should have had a body and is empty is as wrong as one that is not JSON.
 *
 * @throws SyntaxError
 */
export const parseJson = (text: string, { response }: { response: Response }): unknown =>
  text === '' && empty.includes(response.status) ? undefined : JSON.parse(text)
