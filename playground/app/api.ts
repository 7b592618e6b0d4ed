import { type Client, createClient } from 'holdfast'

const given: unknown = import.meta.env['VITE_API_ORIGIN']

/** The backend's origin; `npm start` hands it to the page. */
export const API: string = typeof given === 'string' ? given : 'http://127.0.0.1:8787'

/** The client under test, with its defaults: this page shows what a user gets without an option. */
export const client: Client = createClient({
  name: 'playground',
  baseUrl: `${API}/api/v1/`,
  origins: [API],
})
