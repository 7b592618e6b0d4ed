import { QueryClient } from '@tanstack/react-query'
import { ConfigError, createClient } from 'holdfast'
import { expect, test } from 'vitest'
import { apiKey } from '../../src/react/api-key.ts'
import { claim, mount, ownerOf } from '../../src/react/ownership.ts'

const options = { name: 'crm', baseUrl: 'https://api.test/' }

function setup() {
  const queryClient = new QueryClient()
  const [one, other] = [createClient(options), createClient(options)]
  const key = apiKey(one, 'projects')
  queryClient.setQueryData(key, 'data')
  queryClient.setQueryData(['mine'], 'data')
  const has = () => queryClient.getQueryData(key) !== undefined
  return { queryClient, one, other, has, apart: createClient({ ...options, user: 'ada' }) }
}

test('what nobody owns is the first client’s, such as hydrated queries', () => {
  const { queryClient, one, has } = setup()
  claim(queryClient, one)
  claim(queryClient, one)
  expect(has()).toBe(true)
  expect(ownerOf(queryClient, one.identity)).toBe(one)
})

test('another client with the same identity finds nothing of the first one', () => {
  const { queryClient, one, other, has } = setup()
  claim(queryClient, one)
  claim(queryClient, other)
  expect(has()).toBe(false)
  expect(queryClient.getQueryData(['mine']), 'and leaves alone what is neither’s').toBe('data')
})

test('one with another identity removes nothing', () => {
  const { queryClient, one, apart, has } = setup()
  claim(queryClient, one)
  claim(queryClient, apart)
  expect(has()).toBe(true)
})

test('two with one identity on the page at once are refused by words that help', () => {
  const { queryClient, one, other, apart } = setup()
  const leave = mount(queryClient, one)
  const leaveAgain = mount(queryClient, one)
  mount(queryClient, apart)
  expect(() => mount(queryClient, other)).toThrow(ConfigError)
  expect(() => mount(queryClient, other)).toThrow(/name is "crm".*`user`/)
  mount(new QueryClient(), other)
  leave()
  expect(() => mount(queryClient, other)).toThrow(ConfigError)
  leaveAgain()
  mount(queryClient, other)
})
