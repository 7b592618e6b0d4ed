const WORDS = { saving: 'saving', saved: 'saved', failed: 'not saved' } as const

/** Whether the backend has what the row shows. Always of the same width. */
export const SaveMark = ({ state }: Readonly<{ state: keyof typeof WORDS }>) => (
  <span className="save-mark" data-state={state}>
    <i aria-hidden="true" />
    {WORDS[state]}
  </span>
)
