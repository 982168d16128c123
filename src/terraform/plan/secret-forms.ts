/** Names that secrets go by, whatever their value looks like. */
const strongNames =
  /(?:^|_)(?:password|passwd|passphrase|pwd|private_key|private_key_pem|client_secret|secret_key|secret_access_key|api_secret|api_key|apikey|api_token|auth_token|access_token|refresh_token|bearer_token|account_key|sas_token|secret_string|shared_access_key)$/
/** Names that as often mean the name of a secret: they count for values that look drawn at random. */
const weakNames = /(?:^|_)(?:secret|secret_value|token|credential|credentials|pass|key_base64)$/

/** Whether an attribute or variable of this name and value holds a secret, by its name alone. */
export function isSecretByName(name: string, value: string): boolean {
  if (value === '' || value === 'true' || value === 'false' || pointsElsewhere(value)) return false
  const words = name.length > 200 ? '' : asWords(name)
  return strongNames.test(words) || (weakNames.test(words) && value.length >= 10 && isMixed(value))
}

/** Whether a name is that of a secret: what stands under it is one, known or not. */
export function isSecretName(name: string): boolean {
  return name.length <= 200 && strongNames.test(asWords(name))
}

/** `DB-Password`, `dbPassword` and `db.password` are `db_password`. */
function asWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
}

/** Names of places where secrets are kept, and templates that are filled in later. */
function pointsElsewhere(value: string): boolean {
  return (
    /^(?:arn:|projects\/|alias\/|https?:\/\/[^@]*$|file:|vault:|op:\/\/|ssm:|\$|\{\{|%\{|<|\*{3})/.test(
      value,
    ) ||
    /^\/[\w.-]+\/[\w./-]+$/.test(value) ||
    /^\(.*\)$/.test(value)
  )
}

function isMixed(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/\s/.test(value)
}

/** Whether finding this value elsewhere says something: an ordinary word stands in many places by chance. */
export function isTelling(value: string): boolean {
  if (/^(?:arn:|https?:\/\/[^@]*$|projects\/)/.test(value) || isHost(value)) return false
  return value.length >= 8 && (isMixed(value) || (value.length >= 20 && /[^a-z_-]/.test(value)))
}

function isHost(value: string): boolean {
  return value.length <= 260 && /^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?::\d{1,5})?$/i.test(value)
}

/** Every quantifier is bounded or begins where a word begins, so that no text is read twice over. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/, 'it holds a private key'],
  [/(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/, 'it holds an access key of AWS'],
  [/(?<![A-Za-z0-9])(?:gh[oprsu]_[A-Za-z0-9]{30,255}|github_pat_\w{30,255})/, 'it holds a token of GitHub'],
  [/(?<![A-Za-z0-9])glpat-[\w-]{20,60}/, 'it holds a token of GitLab'],
  [/(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,255}/, 'it holds a token of Slack'],
  [/(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,255}/, 'it holds a key of Stripe'],
  [/(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])/, 'it holds a key of Google'],
  [/(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?![0-9a-f])/, 'it holds a token of Databricks'],
  [/(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/, 'it holds a token of npm'],
  [/(?<![\w-])eyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}\.[\w-]{8,}/, 'it holds a signed token'],
]

const passwordInAddress = /:\/\/[^\s/:@"'<>]{0,200}:([^\s/@"'<>]{1,500})@/g
const passwordInSettings =
  /(?:password|pwd|accountkey|sharedaccesskey|client_secret)[ ]{0,3}=[ ]{0,3}([^;\s"'&]{4,500})/gi

/** What makes a text a secret by its shape, as a clause. */
export function secretShape(text: string): string | undefined {
  for (const [pattern, clause] of patterns) if (pattern.test(text)) return clause
  return passwordsIn(text).length > 0
    ? 'it holds an address or a connection string with a password'
    : undefined
}

/** Passwords of addresses and connection strings. */
export function passwordsIn(text: string): readonly string[] {
  const found = [passwordInAddress, passwordInSettings].flatMap((form) =>
    [...text.matchAll(form)].map(([, password = '']) => password),
  )
  return found.filter(
    (password) => !pointsElsewhere(password) && !/^(?:[$%{<*(]|var\.|local\.)/.test(password),
  )
}
