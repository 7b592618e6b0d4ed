import { RenderCount } from './render-count.tsx'

/** A status hook, given a selector. */
type UsePart<T> = (select: (value: T) => string) => string

type StatusRowsProps<T> = Readonly<{
  hook: string
  usePart: UsePart<T>
  parts: Readonly<Record<string, (value: T) => string>>
}>

/** One hook, asked for each of its parts alone. */
export function StatusRows<T>({ hook, usePart, parts }: StatusRowsProps<T>) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3}>
          {hook}
        </th>
      </tr>
      {Object.entries(parts).map(([part, select]) => (
        <Part key={part} part={part} usePart={usePart} select={select} />
      ))}
    </tbody>
  )
}

type PartProps<T> = Readonly<{
  part: string
  usePart: UsePart<T>
  select: (value: T) => string
}>

/** Renders by itself: nothing above it ever does. */
function Part<T>({ part, usePart, select }: PartProps<T>) {
  const said = usePart(select)
  return (
    <tr>
      <th scope="row">{part}</th>
      <td data-said={said}>{said}</td>
      <td>
        <RenderCount />
      </td>
    </tr>
  )
}
