import type { Step } from '../../src/testing/index.ts'

export type Project = Readonly<{ id: string; name: string; status?: string }>

/** A request as it came, with the ways to answer it. */
export type Asked = Readonly<{
  method: string
  path: string
  key: string | null
  /** Does what was asked and answers; or answers with this status and does nothing. */
  answer: (status?: number) => void
  /** Does what was asked; the answer comes with `answer`. */
  take: () => void
}>

/** A server of projects, whose answers to what `holds` names come when a test says so. */
export function resourceServer(names: readonly string[], holds: readonly string[] = []) {
  let projects: readonly Project[] = names.map((name) => ({ id: name[0] ?? '', name }))
  const asked: Asked[] = []
  let made = 0

  async function handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const id = pathname.split('/')[2]
    const body = (await request.text()) || '{}'
    const changes = JSON.parse(body) as Partial<Project>
    const act = (): Response => {
      const own = projects.find((one) => one.id === id)
      if (request.method === 'GET' && id === undefined) return Response.json({ items: projects })
      if (request.method === 'POST') {
        const row = { name: '', ...changes, id: `s${++made}` }
        projects = [row, ...projects]
        return Response.json(row, { status: 201 })
      }
      if (!own) return new Response(null, { status: 404 })
      if (request.method === 'GET') return Response.json(own)
      const next = { ...own, ...changes }
      const isRemoval = request.method === 'DELETE'
      projects = projects.flatMap((one) => (one !== own ? [one] : isRemoval ? [] : [next]))
      return isRemoval ? new Response(null, { status: 204 }) : Response.json(next)
    }
    return new Promise((resolve) => {
      let taken: Response | undefined
      const one: Asked = {
        ...{ method: request.method, path: pathname, key: request.headers.get('idempotency-key') },
        take: () => void (taken ??= act()),
        answer: (status) =>
          resolve(status === undefined ? (taken ?? act()) : new Response(null, { status })),
      }
      asked.push(one)
      if (!holds.includes(request.method)) one.answer()
    })
  }

  const step: Step = handle
  return {
    step,
    asked,
    /** The writes so far. */
    writes: () => asked.filter(({ method }) => method !== 'GET'),
    names: () => projects.map(({ name }) => name),
    change: (next: (before: readonly Project[]) => readonly Project[]) =>
      void (projects = next(projects)),
  }
}
