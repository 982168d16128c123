const index = '(?:\\[(?:\\d{1,9}|"[^"]{0,80}")\\])?'
const address = new RegExp(
  `\\b(?:module\\.[\\w-]{1,80}${index}\\.){0,8}(?:data\\.)?[a-z0-9]{1,30}_\\w{1,80}\\.[\\w-]{1,80}${index}`,
  'g',
)

/** What looks like addresses of Terraform in a sentence: shown as code, they are easier to tell from words. */
export function addressesIn(text: string): readonly string[] {
  return text.match(address) ?? []
}
