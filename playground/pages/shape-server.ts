import { type Client, createClient } from 'holdfast'
import { type Finding, SHAPES } from './error-shape.ts'
import type { SignUp } from './sign-up.ts'

/** A client of a server that is a function on this page, and answers in the shape that `as` names. */
export const shapeClient: Client = createClient({
  name: 'shapes',
  baseUrl: 'https://shapes.example/',
  fetch: async (input, init) => {
    const request = new Request(input, init)
    const values = (await request.json()) as SignUp
    const findings = judge(values)
    if (findings.length === 0) return Response.json({ name: values.name }, { status: 201 })
    const as = new URL(request.url).searchParams.get('as')
    const shape = SHAPES.find(({ name }) => name === as)
    const type = shape?.isProblem ? 'application/problem+json' : 'application/json'
    return new Response(JSON.stringify(shape?.body(findings)), {
      status: 422,
      headers: { 'Content-Type': type },
    })
  },
})

const TAKEN = /^ada@example\.com$/i

function judge({ name, owner, password }: SignUp): readonly Finding[] {
  const findings = [
    name.trim().length < 3 && { field: 'name', message: 'At least 3 characters.' },
    (owner === '' || TAKEN.test(owner)) && { field: 'owner', message: 'Has an account already.' },
    /passw/i.test(password) && { field: 'password', message: 'Is in every list of passwords.' },
  ].filter((finding) => finding !== false)
  if (findings.length === 0) return []
  return [...findings, { field: '', message: 'Nothing was saved.' }]
}
