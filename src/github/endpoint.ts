/** Where a GitHub is: what people see, and what programs ask. Neither ends in a slash. */
export interface Endpoint {
  readonly web: string
  readonly api: string
}

/**
 * The addresses that belong to a GitHub: github.com, a tenant on ghe.com, or a server of one's own. Throws words for a person when an
 * address cannot be one. GraphQL follows from `api`: Octokit asks `/api/graphql` where `api` ends in `/api/v3`.
 */
export function endpointOf({ server, api }: { readonly server?: string; readonly api?: string }): Endpoint {
  const web = address(server ?? 'https://github.com', 'address of GitHub')
  return { web: plain(web), api: plain(api === undefined ? apiOf(web) : address(api, 'address of its API')) }
}

function apiOf({ protocol, hostname, host }: URL): URL {
  if (hostname === 'github.com' || hostname === 'www.github.com') return new URL('https://api.github.com')
  if (hostname.endsWith('.ghe.com')) return new URL(`${protocol}//api.${host}`)
  return new URL(`${protocol}//${host}/api/v3`)
}

function address(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new Error(`The ${what} is not one: write it like https://github.example.com.`)
  if (url.username || url.password) throw new Error(`The ${what} holds a password; it takes none.`)
  if (url.search || url.hash)
    throw new Error(`The ${what} goes on after its path; leave out what follows ? or #.`)
  if (url.protocol === 'http:' && !isHere(url.hostname))
    throw new Error(`The ${what} must begin with https://, as tokens are sent there.`)
  return url
}

/** A simulator on this machine, in tests. */
const isHere = (host: string) => ['localhost', '127.0.0.1', '[::1]'].includes(host)

const plain = ({ href }: URL) => href.replace(/\/+$/, '')
