import { inWords } from './in-words.ts'

/** Why a form could not be sent, where that is nothing the user could mend in it. */
export function FormFailure({ error }: { error: unknown }) {
  const { title, advice, smallPrint } = inWords(error)
  return (
    <>
      <span>
        {title}. {advice} Nothing you typed is lost.
      </span>
      <small>{smallPrint}</small>
    </>
  )
}
