import { useEffect, useRef, useState } from 'react'
import { dismissToast, type Toast, useToasts } from './toasts.ts'

const SHOWN_MS = 10_000

/** What went wrong elsewhere. It floats, so that nothing moves, and is told politely. */
export function ToastList() {
  const toasts = useToasts()
  const box = useRef<HTMLDivElement>(null)
  const [isHeld, setHeld] = useState(false)
  return (
    <div
      ref={box}
      className="toasts"
      role="status"
      aria-label="Notices"
      aria-atomic="false"
      tabIndex={-1}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <ToastBox
          key={toast.kind}
          toast={toast}
          isHeld={isHeld}
          // The pressed button goes: Tab goes on from here, not from the top of the page.
          onDismiss={() => box.current?.focus()}
        />
      ))}
    </div>
  )
}

type ToastBoxProps = Readonly<{ toast: Toast; isHeld: boolean; onDismiss: () => void }>

/** Goes by itself, but not while somebody points at it or has the focus in it. */
function ToastBox({ toast, isHeld, onDismiss }: ToastBoxProps) {
  const { kind, title, advice, errorId, times } = toast
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => dismissToast(kind), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isHeld, kind, times])
  const dismiss = () => {
    onDismiss()
    dismissToast(kind)
  }
  return (
    <div className="toast" data-kind={kind}>
      <p>
        <strong>{title}</strong>
        {times > 1 && <b> ×{times}</b>}
        <span>{advice}</span>
        <small>Error id {errorId}</small>
      </p>
      <button
        type="button"
        className="icon-button tiny"
        aria-label={`Dismiss: ${title}`}
        onClick={dismiss}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" strokeWidth="1.5" />
        </svg>
      </button>
    </div>
  )
}
