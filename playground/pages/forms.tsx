import { useState } from 'react'
import { Demo } from '../app/demo.tsx'
import { Segmented } from '../app/segmented.tsx'
import { HookForm } from './hook-form.tsx'
import { PlainForm } from './plain-form.tsx'
import { ShapedForm } from './shaped-form.tsx'

const WAYS = [
  { value: 'plain', label: 'Plain form' },
  { value: 'hook', label: 'react-hook-form' },
  { value: 'shape', label: 'Any server' },
] as const

type Way = (typeof WAYS)[number]['value']

const LEAD =
  'One form, three ways. What the page knows it says while you type; what only the server knows ' +
  'stands at its field; and in an outage nothing that you typed is lost.'

/** Errors of a server at the fields of a form. */
export function Forms() {
  const [way, setWay] = useState<Way>('plain')
  return (
    <Demo title="Forms" lead={LEAD}>
      <div className="ways">
        <Segmented legend="Way" options={WAYS} value={way} onChange={setWay} />
      </div>
      {/* All stay where they are: who looks at another loses nothing of the first. */}
      <div hidden={way !== 'plain'}>
        <PlainForm />
      </div>
      <div hidden={way !== 'hook'}>
        <HookForm />
      </div>
      <div hidden={way !== 'shape'}>
        <ShapedForm />
      </div>
    </Demo>
  )
}
