/** What a server finds wrong, before it is put into a shape. The empty field is the whole form. */
export type Finding = Readonly<{ field: string; message: string }>

export type Shape = Readonly<{
  name: string
  /** Whether it is sent as `application/problem+json`. */
  isProblem: boolean
  body: (findings: readonly Finding[]) => unknown
}>

/** How servers tell what is wrong with a form. */
export const SHAPES: readonly Shape[] = [
  {
    name: 'RFC 9457',
    isProblem: true,
    body: (findings) => ({
      ...{ type: 'https://example.com/validation', title: 'Validation failed', status: 422 },
      errors: findings.map(({ field, message }) => ({
        ...(field && { pointer: `#/${field}` }),
        detail: message,
      })),
    }),
  },
  {
    name: 'ASP.NET',
    isProblem: true,
    body: (findings) => ({
      title: 'One or more validation errors occurred.',
      status: 400,
      errors: Object.fromEntries(
        findings.map(({ field, message }) => [
          field.charAt(0).toUpperCase() + field.slice(1),
          [message],
        ]),
      ),
    }),
  },
  {
    name: 'Spring',
    isProblem: false,
    body: (findings) => ({
      ...{ status: 400, error: 'Bad Request' },
      errors: findings.map(({ field, message }) => ({
        ...{ objectName: 'signUp', ...(field && { field }) },
        defaultMessage: message,
      })),
    }),
  },
  {
    name: 'FastAPI',
    isProblem: false,
    body: (findings) => ({
      detail: findings.map(({ field, message }) => ({
        ...{ type: 'value_error', loc: field ? ['body', field] : ['body'] },
        msg: message,
      })),
    }),
  },
  {
    name: 'JSON:API',
    isProblem: false,
    body: (findings) => ({
      errors: findings.map(({ field, message }) => ({
        status: '422',
        source: { pointer: field ? `/data/attributes/${field}` : '/data' },
        detail: message,
      })),
    }),
  },
]
