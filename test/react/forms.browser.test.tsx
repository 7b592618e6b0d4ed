import { type Client, createClient } from 'holdfast'
import { createQueryClient, HoldfastProvider, useApiMutation, useFieldErrors } from 'holdfast/react'
import { type SubmitEvent, useEffect, useRef } from 'react'
import { useForm } from 'react-hook-form'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { fakeClock, json, scriptedFetch, status } from '../../src/testing/index.ts'
import { page } from './page.tsx'

type Values = { name: string; owner: { email: string } }

const useCreate = () =>
  useApiMutation({
    mutationFn: (values: Values, client: Client) =>
      client.post('projects', { json: values }).json(),
    meta: { silent: true },
  })

function HookForm() {
  const create = useCreate()
  const { fields, form } = useFieldErrors(create.error)
  const { register, handleSubmit, setError, formState } = useForm<Values>()
  useEffect(() => {
    for (const [index, [name, [message = '']]] of Object.entries(fields).entries()) {
      setError(name as keyof Values, { message }, { shouldFocus: index === 0 })
    }
  }, [fields, setError])
  const { errors } = formState
  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit((values) => create.mutate(values))(event)}
    >
      <input aria-label="Name" aria-invalid={!!errors.name} {...register('name')} />
      <p>{errors.name?.message}</p>
      <input aria-label="Email" aria-invalid={!!errors.owner?.email} {...register('owner.email')} />
      <p>{errors.owner?.email?.message}</p>
      <p role="alert">{form.join()}</p>
      <button type="submit">Save</button>
    </form>
  )
}

function PlainForm() {
  const create = useCreate()
  const { fields, form } = useFieldErrors(create.error)
  const ref = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (create.error) ref.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [create.error])
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const [name, email] = ['name', 'email'].map((field) => data.get(field) as string)
    create.mutate({ name: name ?? '', owner: { email: email ?? '' } })
  }
  return (
    <form ref={ref} noValidate onSubmit={submit} onChange={() => create.error && create.reset()}>
      <input aria-label="Name" name="name" aria-invalid={'name' in fields} />
      <p>{fields['name']}</p>
      <input aria-label="Email" name="email" aria-invalid={'owner.email' in fields} />
      <p>{fields['owner.email']}</p>
      <p role="alert">{form.join()}</p>
      <button type="submit">Save</button>
    </form>
  )
}

const refusal = json(
  {
    type: 'about:blank',
    errors: [
      { pointer: '#/name', detail: 'is taken' },
      { pointer: '#/owner/email', detail: 'is no address' },
      { detail: 'Nothing was saved' },
    ],
  },
  422,
  { 'content-type': 'application/problem+json' },
)

test.each([
  ['react-hook-form', HookForm],
  ['a plain form', PlainForm],
])('%s shows what the server says at its fields, and goes to the first', async (_, Form) => {
  const { Providers, wire } = page({ isStrict: true }, refusal, json({ id: 1 }))
  const screen = await render(<Form />, { wrapper: Providers })
  const [name, email] = [screen.getByLabelText('Name'), screen.getByLabelText('Email')]
  await name.fill('Apollo')
  await screen.getByRole('button').click()
  await expect.element(screen.getByText('is taken')).toBeVisible()
  await expect.element(screen.getByText('is no address')).toBeVisible()
  await expect.element(screen.getByText('Nothing was saved')).toBeVisible()
  await expect.element(name).toHaveFocus()
  await expect.element(email).toHaveAttribute('aria-invalid', 'true')

  await name.fill('Gemini')
  await expect.element(name).toHaveAttribute('aria-invalid', 'false')
  await email.fill('ada@example.com')
  await expect.element(email).toHaveAttribute('aria-invalid', 'false')
  await screen.getByRole('button').click()
  await expect.poll(() => wire.calls).toHaveLength(2)
  await expect.element(email).toHaveAttribute('aria-invalid', 'false')
  await expect.poll(() => screen.getByText('Nothing was saved').elements()).toHaveLength(0)
})

test('an error that a form shows at its fields is not told a second time; any other is', async () => {
  const told: unknown[] = []
  const [clock, wire] = [
    fakeClock(),
    scriptedFetch(json({ errors: { name: ['is taken'] } }, 422), status(403)),
  ]
  const client = createClient({ baseUrl: 'https://api.test/', fetch: wire, clock })
  const queryClient = createQueryClient({ client, notify: (error) => told.push(error) })
  const Form = () => {
    const create = useApiMutation({
      mutationFn: (json: object, own) => own.post('projects', { json }).json(),
    })
    const { fields, form } = useFieldErrors(create.error)
    return (
      <>
        <button type="button" onClick={() => create.mutate({})}>
          Save
        </button>
        <p>{fields['name']?.join() ?? form.join()}</p>
      </>
    )
  }
  const screen = await render(
    <HoldfastProvider client={client} queryClient={queryClient}>
      <Form />
    </HoldfastProvider>,
  )
  await screen.getByRole('button').click()
  await expect.element(screen.getByText('is taken')).toBeVisible()
  await screen.getByRole('button').click()
  await expect.poll(() => told).toHaveLength(1)
  expect(told).toMatchObject([{ status: 403 }])
})
