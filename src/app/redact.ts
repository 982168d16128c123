/** Makes a filter that cuts out everything that looks like a secret, and these secrets wherever they stand. Works on JSON text as well. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length)
  return (text) => {
    const rest = known.reduce((left, secret) => left.replaceAll(secret, cut), text)
    return forms.reduce((left, [form, by]) => left.replace(form, by), rest)
  }
}

const cut = '[secret]'
/** A shorter secret is an ordinary word, and cutting it out would make logs unreadable. */
const shortest = 8

/** Without `\b`: in JSON the letter of a `\n` stands before what follows it. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=")|$)/g, cut],
  // Short ones, and the long ones that hold an App id and a JWT.
  [/(?<!(?<!\\)\w)gh[oprsu]_[\w.-]{16,}/g, cut],
  // In the middle of a word it has a digit, or it is a name such as `highs_and_lows`.
  [/gh[oprsu]_(?=[\w.-]*\d)[\w.-]{16,}/g, cut],
  [/github_pat_\w{16,}/g, cut],
  // Keys of a model.
  [/(?<!(?<!\\)\w)sk-ant-[\w-]{8,}/g, cut],
  [/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, cut],
  [/(basic|bearer) (?=[^\s"]*\d)[\w+/=.~-]{16,}/gi, `$1 ${cut}`],
  [/(:\/\/[^\s/:@"]*):[^\s/@"]+@/g, `$1:${cut}@`],
  [/:\/\/[^\s/:@"]{16,}@/g, `://${cut}@`],
]

function spellings(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1)
  const inUrl = encodeURIComponent(secret)
  const inBase64 = Buffer.from(secret).toString('base64')
  // The lines of a PEM are as good as the whole.
  const lines = secret.split('\n').filter((line) => line.length >= 40 && !line.startsWith('---'))
  return [secret, inJson, inUrl, inBase64, ...lines].filter((each) => each.length >= shortest)
}
