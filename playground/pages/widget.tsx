import { useState } from 'react'

type WidgetProps = Readonly<{ name: string; error?: Error | undefined }>

/** Counts, so that one sees whether it lives and whether it began anew; throws what it is given. */
export function Widget({ name, error }: WidgetProps) {
  const [count, setCount] = useState(0)
  if (error) throw error
  return (
    <div className="widget">
      <span>
        {name} is well. Pressed <b>{count}</b>
      </span>
      <button type="button" className="small" onClick={() => setCount(count + 1)}>
        Press {name}
      </button>
    </div>
  )
}
