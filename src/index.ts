export { createFetch, type HoldfastFetch } from './fetch/create-fetch.ts'
