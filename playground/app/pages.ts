import { type ComponentType, lazy } from 'react'
import { Desk } from './desk.tsx'

const Boundaries = lazy(() =>
  import('../pages/boundaries.tsx').then((module) => ({ default: module.Boundaries })),
)
const Network = lazy(() =>
  import('../pages/network.tsx').then((module) => ({ default: module.Network })),
)

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
  { route: 'boundaries', title: 'Boundaries', Page: Boundaries },
  { route: 'network', title: 'Network', Page: Network },
]

export const pageOf = (route: string): PageEntry | undefined =>
  PAGES.find((page) => page.route === route)
