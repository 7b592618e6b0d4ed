import { useRef, useState } from 'react'
import { ProjectForm } from './project-form.tsx'

/** Opens the form in a dialog, and says afterwards what was made. */
export function NewProject() {
  const dialog = useRef<HTMLDialogElement>(null)
  // A form that is opened again begins anew.
  const [opened, setOpened] = useState(0)
  const [made, setMade] = useState('')
  const open = () => {
    setOpened(opened + 1)
    dialog.current?.showModal()
  }
  const close = () => dialog.current?.close()
  return (
    <>
      <span className="visually-hidden" role="status">
        {made}
      </span>
      <button type="button" className="primary small" onClick={open}>
        New project
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="new-project-title">
        <h2 id="new-project-title">New project</h2>
        <ProjectForm
          key={opened}
          onCancel={close}
          onMade={(name) => {
            setMade(`${name} is made.`)
            close()
          }}
        />
      </dialog>
    </>
  )
}
