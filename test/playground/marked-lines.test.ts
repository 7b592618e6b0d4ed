import { expect, test } from 'vitest'
import { partsOf, runsOf } from '../../playground/pages/marked-lines.ts'

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`)
const shape = (text: string) =>
  runsOf(text, ['[x]']).map(({ isShown, lines: { length } }) => [isShown, length])

test('a marked line stays in sight with two lines around it, the rest is folded', () => {
  expect(shape([...lines(10), 'a [x]', ...lines(9)].join('\n'))).toEqual([
    [false, 8],
    [true, 5],
    [false, 7],
  ])
})

test('a few lines are not worth folding', () => {
  expect(shape([...lines(5), 'a [x]'].join('\n'))).toEqual([
    [true, 3],
    [true, 3],
  ])
})

test('a text without a mark is shown whole', () => {
  expect(shape(lines(20).join('\n'))).toEqual([[true, 20]])
})

test('the version behind the name of a file is no reason to show it', () => {
  expect(shape([...lines(10), 'app.js?v=[x]', ...lines(9)].join('\n'))).toEqual([[true, 20]])
})

test('marks and the text between them come in turn, signs of patterns taken as they are', () => {
  expect(partsOf('a [x], b.c [x]', ['[x]', 'b.c'])).toEqual([
    ...['a ', '[x]', ', ', 'b.c', ' ', '[x]', ''],
  ])
})
