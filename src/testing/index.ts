export { type FakeClock, fakeClock } from './fake-clock.ts'
export {
  broken,
  json,
  type ScriptedFetch,
  scriptedFetch,
  type SentRequest,
  silent,
  stalling,
  status,
  type Step,
} from './scripted-fetch.ts'
export { seededRandom } from './seeded-random.ts'
