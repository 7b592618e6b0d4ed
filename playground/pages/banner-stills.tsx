import { type NetworkBanner, NetworkStatusBanner } from 'holdfast/react'

const STILLS: readonly (NetworkBanner & Readonly<{ when: string }>)[] = [
  {
    notice: 'offline',
    text: 'You are offline. What you see may be out of date.',
    countdown: undefined,
    when: 'The browser has no network. Queries and writes are paused.',
  },
  {
    notice: 'unreachable',
    text: 'The service is not answering.',
    countdown: 'Trying again in 8 s.',
    when: 'A circuit is open, or three attempts in a row got no answer.',
  },
  {
    notice: 'unreachable',
    text: 'The service is not answering.',
    countdown: 'Trying again…',
    when: 'A probe is under way. What failed is asked again.',
  },
  {
    notice: 'back',
    text: 'Back online.',
    countdown: undefined,
    when: 'The backend has answered after trouble. Shown for 4 s, once.',
  },
]

/** Every state of the banner, standing still. The living one floats at the bottom of the page. */
export function BannerStills() {
  return (
    <section className="panel" aria-labelledby="stills-title">
      <header className="panel-header">
        <h3 id="stills-title">Banner, state by state</h3>
        <p>the living one floats at the bottom</p>
      </header>
      <ul className="stills">
        {STILLS.map(({ when, ...banner }) => (
          <li key={when}>
            <div className="still">
              <NetworkStatusBanner {...banner} />
            </div>
            <p>{when}</p>
          </li>
        ))}
      </ul>
      <p className="panel-note">
        To go offline: in the developer tools of the browser, under Network, choose Offline in place
        of No throttling. To lose the backend alone: press Outage on the chaos desk.
      </p>
    </section>
  )
}
