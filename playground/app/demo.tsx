import type { ReactNode } from 'react'
import { ChaosDesk } from './chaos-desk.tsx'

type DemoProps = Readonly<{ title: string; lead: string; children: ReactNode }>

/** A page about one thing, with the chaos desk at its side. */
export function Demo({ title, lead, children }: DemoProps) {
  return (
    <main className="demo">
      <header className="demo-header">
        <h2>{title}</h2>
        <p>{lead}</p>
      </header>
      <div className="demo-body">{children}</div>
      <aside className="rail">
        <ChaosDesk />
      </aside>
    </main>
  )
}
