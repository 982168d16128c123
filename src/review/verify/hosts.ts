import { proposedNames } from './named-in-prose.ts'

/** What the reader of a host needs to know of names. */
interface NamesAround {
  /** What the question shows of code. */
  readonly texts: readonly string[]
  /** Whether it is, or begins with, a relation, an alias, a resource or a path of the question. */
  isName(name: string): boolean
  /** Whether each of its words stands in the question. */
  hasWords(name: string): boolean
}

const removed = '(address removed)'
const host =
  /(?<![\w.@/$-])(?:[\w.+-]{1,64}@)?[a-z0-9](?:[a-z0-9-]{0,62}\.){1,8}[a-z]{2,24}(?![\w-])(?::\d{1,5})?(?:[/?#][^\s`"'<>)\]]{0,500})?/gi
/** Endings of what is put on the internet, or stands for it in examples: a word of the question before them makes no name. */
const worldwide =
  /\.(?:com|net|org|io|dev|app|sh|xyz|info|biz|example|test|invalid|ru|cn|top|site|online|club|link|click|zip|mov|tk|ws|gg|me|cc|co|uk|de|eu)$/i
const file = /\.(?:sql|ya?ml|tf|tfvars|tofu|hcl|json|csv|txt|toml|parquet|xml|js|ts|java)$/i
const ofCode =
  /^(?:var|local|module|data|output|each|count|path|self|terraform|this|new|old|excluded|public|node|e|i)\./i

/** Without anything that reads as an address of another place, also where no scheme stands before it. Names of the change stay. */
export function withoutHosts(text: string, around: NamesAround, fix = ''): string {
  const proposed = proposedNames(fix)
  return text.replace(host, (found, at: number) => {
    const name = found.replace(/[:/?#].*$/s, '')
    const isCode = text[at - 1] === '`' && text[at + found.length] === '`'
    const stays =
      (isCode && around.texts.some((one) => one.includes(found))) ||
      around.isName(found) ||
      (name === found && isNameOfCode(name, around, proposed))
    return stays ? found : removed
  })
}

function isNameOfCode(name: string, around: NamesAround, proposed: ReadonlySet<string>): boolean {
  if (/\.[A-Z][a-z]+$/.test(name) || file.test(name) || ofCode.test(name)) return true
  return !worldwide.test(name) && (around.hasWords(name) || proposed.has(name.toLowerCase()))
}
