/** What must never leave a page, by what it is. Each is recognisable wherever it turns up. */
export const secrets = {
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2VjcmV0LXNpZ25hdHVyZQ',
  bearer: 'opaque-Bearer-9f8e7d6c5b4a',
  basic: 'YWRhOmh1bnRlcjItYmFzaWM=',
  apiKey: 'sk-proj-4Qk7pTz0aBcDeFgHiJkL',
  githubToken: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  slackToken: 'xoxb-1234567890-abcdefghij',
  email: 'ada.lovelace@example.com',
  encodedEmail: 'grace.hopper%40example.org',
  card: '4111 1111 1111 1111',
  cardDashed: '5500-0000-0000-0004',
  cardPlain: '378282246310005',
  password: 'correct-horse-battery',
  cookie: 'sid-cookie-77aa88bb',
  queryValue: 'typed-in-the-search-box',
  urlUser: 'urluser-zoe:urlpass-zoe',
  hexKey: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c',
  magicLink: 'Zx81kQw7Lm29TrB54YhN0pSd',
} as const

export const secretCount: number = Object.keys(secrets).length

/** A text in which each of them stands as it does in a message, a URL or a log. */
export const texts: readonly string[] = [
  `401 for Authorization: Bearer ${secrets.bearer}`,
  `curl -H "Authorization: Basic ${secrets.basic}"`,
  `token refused: ${secrets.jwt}`,
  `key ${secrets.apiKey} is unknown, ${secrets.githubToken} and ${secrets.slackToken} too`,
  `no account for ${secrets.email}`,
  `https://app.test/people/${secrets.encodedEmail}/edit`,
  `charged ${secrets.card}, ${secrets.cardDashed} and ${secrets.cardPlain}`,
  `{"user":"ada","password":"${secrets.password}"}`,
  `Cookie: theme=dark; sid=${secrets.cookie}`,
  `GET https://api.test/search?q=${secrets.queryValue}&page=2 failed`,
  `https://${secrets.urlUser}@api.test/items`,
  `signing_key=${secrets.hexKey}`,
  `/reset/${secrets.magicLink}?from=mail`,
]

/** What a log says every day. Nothing in it is a secret, and all of it must be left as it is. */
export const harmless: readonly string[] = [
  'GET api.test/users/:id answered 503',
  'https://app.test/assets/index-Bd93kq0LmNpQrStUvWxYz12.js:10:20',
  'at f (https://app.test/node_modules/.pnpm/react-dom@19.3.1_react@19.3.1/node_modules/react-dom/cjs/react-dom-client.development.js:10:2)',
  'at parse (file:///home/ada/my-long-project-name-2026/src/access-token.ts:12:5)',
  'tests/secrets.ts:12 failed',
  'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
  'Basic authentication failed',
  'the password is wrong, the token expired, the session has ended',
  'please reset your password, then log in',
  'one of "password", "email" is missing',
  '{"required":["password","email","name"]}',
  '["auth", "login", "name"]',
  'Map<Token> is empty',
  '2026-11-30 21:41:20,123 INFO done in 12.5 ms',
  '2026-11-30T21:41:20.123Z 10.0.0.1:8080',
  'rows: [4012, 5031, 6120, 4410], sizes 4,8,15,16,23,42,108,256',
  'order 4111111111111112, phone +49 30 123456',
  'x > y ? 1 : 2; a && b; const c = d?.e ?? f',
  'Content-Type: application/json; charset=utf-8',
  'status=503 attempts=3 maxTokens=5',
  '{"author":"Ada","tokens":10,"isTokenValid":true}',
  'https://docs.test/page#section-2 and /docs/how-to',
  'C:\\\\Users\\\\ada\\\\notes.ts',
  '-----BEGIN CERTIFICATE----- and -----BEGIN PUBLIC KEY-----',
]

/** Names of the secrets that can be read in a text, whole or in their own encoding. */
export function leaks(text: string): string[] {
  const parts: Record<string, string> = { ...secrets, urlPass: 'urlpass-zoe', name: 'ada.lovelace' }
  return Object.keys(parts).filter((name) => text.includes(parts[name] ?? ''))
}
