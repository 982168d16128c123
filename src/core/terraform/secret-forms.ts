/** Last words of names under which secrets stand, whatever their value looks like. */
const surelySecret =
  /(?:^|_)(?:(?:pg)?password|pgpass|passwd|passphrase|pwd|private_key|private_key_pem|client_secret|secret_key|secret_access_key|api_secret|api_key|apikey|app_key|api_token|auth_token|access_token|refresh_token|bearer_token|account_key|sas_token|secret_string|secret_data|shared_access_key|encryption_key_base64)(?:_wo|_value|_plaintext|_base64)?$/

/** Last words that as often stand for the name of a secret: they count where the value looks drawn at random. */
const perhapsSecret =
  /(?:^|_)(?:secret|secrets|token|credential|credentials|auth|pass|pw|connection_string)(?:_wo|_value|_plaintext|_base64)?$/

/** `DB-Password`, `dbPassword` and `db.password` are `db_password`. */
function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
}

/** Whether the text under a name is a secret that is written out. A reference, a placeholder, the name of a secret are none. */
export function isNamedSecret(name: string, text: string): boolean {
  const named = secretName(name)
  return named !== 'no' && isWrittenOut(text) && (named === 'surely' || looksRandom(text))
}

/** Whether a text says that the secret comes later: words, nothing drawn at random. Asked where the code says that it is set elsewhere. */
export function isStandIn(text: string): boolean {
  return text.length < 40 && !/[a-z]\d|\d[a-z]/i.test(text) && secretIn(text) === undefined
}

type SecretName = 'surely' | 'perhaps' | 'no'

/** Whether what stands under a name is a secret. The same few names stand over thousands of values. */
export function secretName(name: string): SecretName {
  const start = name.slice(0, 200)
  const known = names.get(start)
  if (known) return known
  const found = secretNameAnew(words(start))
  if (names.size >= mostNames) names.clear()
  names.set(start, found)
  return found
}

const names = new Map<string, SecretName>()
const mostNames = 10_000

function secretNameAnew(called: string): SecretName {
  // Hadoop writes the account behind it.
  if (surelySecret.test(called) || called.startsWith('fs_azure_account_key_')) return 'surely'
  return perhapsSecret.test(called) ? 'perhaps' : 'no'
}

/** Names of places where secrets are kept, addresses without a password, and what is filled in later. */
const elsewhere =
  /^(?:arn:|projects\/|alias\/|[a-z][a-z\d+.:-]{1,30}:\/\/(?![^\s/:@]{0,200}:[^\s/@]{1,500}@)|file:|env:|vault:|op:\/\/|ssm:|secretsmanager:|@Microsoft\.KeyVault|\$|\{\{|%\{|<|\(|var\.|local\.|data\.|module\.)/i
const placeholder =
  /^(?:(?:to_?be_?)?(?:replaced?|inserted?|filled?|set)(?:[-_ ].{0,60})?|(?:todo|tbd|fixme|your|placeholder|redacted|unset|unused|ignored|managed|dummy|x-oauth-basic|none|null|nil|n\/a|true|false|yes|no|default)(?:[-_ ].{0,60})?|[*x.\-_?#]+)$/i
/** A file: `~/.ssh/id_rsa`, `/etc/keys/etl.pem`. */
const path = /^(?:~|\.{1,2})?\/[\w./-]*$|^[\w./-]{1,200}\.(?:pem|key|p8|p12|json|txt|crt)$/

function isWrittenOut(text: string): boolean {
  return text.length > 0 && !elsewhere.test(text) && !placeholder.test(text) && !path.test(text)
}

/** Long, without spaces, of letters and digits mixed, and no path or dashed name of something. */
export function looksRandom(text: string): boolean {
  if (text.length < 10 || /\s/.test(text)) return false
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text)) return false
  return !/^[a-z]+(?:[-_/.][a-z]+)*(?:[-_/.]?v?\d{1,4})?$/.test(text)
}

/** Tokens that are known by their form. Every quantifier is bounded, or begins where a word begins. */
export const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/, 'a private key'],
  [/(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/, 'an access key of AWS'],
  [/(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{30,255}|github_pat_\w{30,255})/, 'a token of GitHub'],
  [/(?<![A-Za-z0-9])glpat-[\w-]{20,60}/, 'a token of GitLab'],
  [/(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,255}/, 'a token of Slack'],
  [/(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,255}/, 'a key of Stripe'],
  [/(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])/, 'a key of Google'],
  [/(?<![A-Za-z0-9])dapi[0-9a-f]{32,64}(?![0-9a-f])/, 'a token of Databricks'],
  [/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==(?!=)/, 'an account key of Azure'],
  [/(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/, 'a token of npm'],
  [/(?<![A-Za-z0-9])hvs\.[\w-]{24,255}/, 'a token of Vault'],
  [/(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{8,}/, 'a signed token'],
]

export interface FoundSecret {
  /** The secret itself: for comparing, never for printing. */
  readonly text: string
  /** What it is: `a token of GitHub`. */
  readonly what: string
}

/** The longest text that is searched: what is beyond is no setting. */
const longest = 256 * 1024

const inAddress = /:\/\/[^\s/:@"'<>]{0,200}:([^\s/@"'<>]{1,500})@/g
const inSettings =
  /(?<![A-Za-z0-9_])(?:password|pwd|accountkey|sharedaccesskey|client_secret) {0,3}= {0,3}([^;\s"'&]{4,500})/gi

/** A secret by its form, or the password of an address or connection string, anywhere in a text. */
export function secretIn(whole: string): FoundSecret | undefined {
  const text = whole.slice(0, longest)
  for (const [shape, what] of secretShapes) {
    const [found] = shape.exec(text) ?? []
    // The example keys of the documentation of AWS.
    if (found !== undefined && !found.endsWith('EXAMPLE')) return { text: found, what }
  }
  for (const form of [inAddress, inSettings]) {
    for (const [, password = ''] of text.matchAll(form)) {
      if (isWrittenOut(password))
        return { text: password, what: 'a password in an address or a connection string' }
    }
  }
  return undefined
}

const assignment = /(?<![A-Za-z0-9_])([A-Za-z][A-Za-z0-9_]{0,60}) {0,3}[=:] {0,3}["']?([^\s"';,]{4,500})/g
const setting = /^[\s-]{0,200}["']?([A-Za-z][\w.-]{0,60})["']? {0,3}: {1,20}["']?([^\s"',]{4,500})/
const option = /--(?:password|token|secret|api-key)[= ]["']?([^\s"';]{4,500})/g

/** A secret that a script sets or passes, besides what is one by its form. */
export function secretInScript(whole: string): FoundSecret | undefined {
  const text = whole.slice(0, longest)
  const shaped = secretIn(text)
  if (shaped) return shaped
  for (const [, name = '', value = ''] of text.matchAll(assignment)) {
    if (isNamedSecret(name, value)) return { text: value, what: `the value of ${name}` }
  }
  for (const [, value = ''] of text.matchAll(option)) {
    if (isWrittenOut(value)) return { text: value, what: 'an option of a command' }
  }
  return undefined
}

/** A secret in settings written as YAML, besides what is one by its form. A word under a name such as `secretKey` is mostly the name of one. */
export function secretInSettings(whole: string): FoundSecret | undefined {
  const text = whole.slice(0, longest)
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = setting.exec(line) ?? []
    const isPassword = /pass(?:word|wd)?$/i.test(name) || looksRandom(value)
    if (isPassword && isNamedSecret(name, value)) return { text: value, what: `the value of ${name}` }
  }
  return secretIn(text)
}
