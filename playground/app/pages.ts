import { type ComponentType, lazy } from 'react'
import { Desk } from './desk.tsx'

/** One page of the playground, with its own place in the navigation. */
export type PageEntry = Readonly<{
  /** After the `#` of the address. */
  route: string
  title: string
  Page: ComponentType
}>

/** Every page, in the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  { route: '', title: 'Desk', Page: Desk },
  {
    route: 'lists',
    title: 'Lists',
    Page: lazy(() =>
      import('../pages/optimistic-list.tsx').then((page) => ({ default: page.OptimisticList })),
    ),
  },
  {
    route: 'forms',
    title: 'Forms',
    Page: lazy(() => import('../pages/forms.tsx').then((page) => ({ default: page.Forms }))),
  },
]

export const pageOf = (route: string): PageEntry | undefined =>
  PAGES.find((page) => page.route === route)
