import { type ComponentType, lazy } from 'react'
import { Desk } from './desk.tsx'

/** One page of the playground, with its own place in the navigation. */
export type PageEntry = Readonly<{
  /** After the `#` of the address. */
  route: string
  title: string
  Page: ComponentType
}>

const OptimisticList = lazy(() =>
  import('../pages/optimistic-list.tsx').then((page) => ({ default: page.OptimisticList })),
)
const Forms = lazy(() => import('../pages/forms.tsx').then((page) => ({ default: page.Forms })))
const Boundaries = lazy(() =>
  import('../pages/boundaries.tsx').then((module) => ({ default: module.Boundaries })),
)
const Network = lazy(() =>
  import('../pages/network.tsx').then((module) => ({ default: module.Network })),
)
const RichText = lazy(() =>
  import('../pages/rich-text.tsx').then((page) => ({ default: page.RichText })),
)
const Reports = lazy(() =>
  import('../pages/reports.tsx').then((page) => ({ default: page.Reports })),
)

/** Every page, in the order of the navigation. All but the first are loaded when they are opened. */
export const PAGES: readonly PageEntry[] = [
  { route: '', title: 'Desk', Page: Desk },
  { route: 'lists', title: 'Lists', Page: OptimisticList },
  { route: 'forms', title: 'Forms', Page: Forms },
  { route: 'boundaries', title: 'Boundaries', Page: Boundaries },
  { route: 'network', title: 'Network', Page: Network },
  { route: 'rich-text', title: 'Rich text', Page: RichText },
  { route: 'reports', title: 'Reports', Page: Reports },
]

export const pageOf = (route: string): PageEntry | undefined =>
  PAGES.find((page) => page.route === route)
