import { passwordProblems } from 'holdfast/validate'
import { NEEDS } from './sign-up.ts'

/** What a password needs, ticked off while it is typed. */
export function PasswordNeeds({ password }: { password: string }) {
  const missing = new Set(passwordProblems(password).map(({ reason }) => reason))
  return (
    <ul className="needs" aria-label="The password needs">
      {NEEDS.map(({ reason, words }) => (
        <li key={reason} data-met={!missing.has(reason)}>
          <i aria-hidden="true" />
          {words}
          <span className="visually-hidden">{missing.has(reason) ? ' (missing)' : ' (met)'}</span>
        </li>
      ))}
    </ul>
  )
}
