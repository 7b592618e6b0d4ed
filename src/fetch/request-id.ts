const idHeader = Symbol('holdfast.idHeader')

type Named = Partial<Request> & { [idHeader]?: string }

/** Says which header tells a request from all others: errors tell it, and sharing looks past it. */
export function nameIdHeader(request: Request, header: string): void {
  ;(request as Named)[idHeader] = header.toLowerCase()
}

/** The id under which a request goes out, where it has one. */
export function idOf(input: string | Request): string | undefined {
  const { [idHeader]: name, headers } = input as Named
  return name && (headers?.get(name) ?? undefined)
}

/** The name of the header that carries it, in small letters. */
export const idHeaderOf = (input: string | Request): string | undefined =>
  (input as Named)[idHeader]
