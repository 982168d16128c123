import { guards, pick, sealedEnvironment } from './environment.ts'

/** What an operator says about the way to GitHub. `http_proxy` is not among it: http goes to this machine only, in tests. */
const ofOperator = [
  ...['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH'],
]

/**
 * What git is told before `fetch`. Redirects are not followed by git: it would send the token on to wherever the first one leads;
 * `fetchCommits` follows one itself, on the same host.
 */
export const fetchGuards: readonly string[] = [
  ...guards,
  ...['-c', 'http.followRedirects=false'],
  ...['-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=30'],
  ...['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'fetch.writeCommitGraph=false'],
  ...['-c', 'fetch.recurseSubmodules=false', '-c', 'submodule.recurse=false'],
]

/** The sealed environment with a way out to one remote, named `sluice`; the token is in here and nowhere else. */
export function fetchEnvironment(
  home: string,
  url: URL,
  token: string | undefined,
): Readonly<Record<string, string>> {
  return {
    ...sealedEnvironment(),
    ...(url.protocol === 'https:' && pick(ofOperator)),
    // A ~/.netrc would be a second opinion about who we are.
    HOME: home,
    GIT_ALLOW_PROTOCOL: url.protocol.replace(':', ''),
    ...configured({
      'remote.sluice.url': url.href,
      'remote.sluice.tagOpt': '--no-tags',
      ...(token !== undefined && { [`http.${url.origin}/.extraHeader`]: authorization(token) }),
    }),
  }
}

function authorization(token: string): string {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
}

/** Settings as git takes them from its environment. */
function configured(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { GIT_CONFIG_COUNT: String(Object.keys(settings).length), ...Object.fromEntries(entries) }
}
