import { Demo } from '../app/demo.tsx'
import { CustomFallbackCard } from './custom-fallback-card.tsx'
import { HandedOverCard } from './handed-over-card.tsx'
import { NestedCard } from './nested-card.tsx'
import { QueryCard } from './query-card.tsx'
import { RepeatedCard } from './repeated-card.tsx'
import { ResetKeyCard } from './reset-key-card.tsx'
import { SuspenseCard } from './suspense-card.tsx'
import { ThrowingCard } from './throwing-card.tsx'
import { ToldPanel } from './told-panel.tsx'

/** What the user sees of errors, part by part, and who is told. */
export function Boundaries() {
  return (
    <Demo
      title="Boundaries"
      lead="One part fails, the rest of the page lives. Whatever sees an error – a boundary, a query cache, the window – the user and the reporter are told once."
    >
      <ToldPanel />
      <div className="boundary-cards">
        <ThrowingCard />
        <RepeatedCard />
        <QueryCard />
        <SuspenseCard />
        <HandedOverCard />
        <NestedCard />
        <CustomFallbackCard />
        <ResetKeyCard />
      </div>
    </Demo>
  )
}
