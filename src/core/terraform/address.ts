/** The address of a resource, taken apart. Keys may hold any character, so that no address is ever split at its dots. */
export interface Address {
  /** Address of the module, keys included; empty in the root. */
  readonly module: string
  readonly mode: 'managed' | 'data'
  readonly type: string
  readonly name: string
  readonly key?: string | number
  /** The address without keys: `module.lake.aws_s3_bucket.zone`. */
  readonly declared: string
}

/** Takes an address apart; undefined where the text is none. */
export function parseAddress(text: string): Address | undefined {
  const found = addressAt(text)
  return found?.end === text.length ? found.address : undefined
}

/** The address a text begins with, and where it ends. */
export function addressAt(text: string): { readonly address: Address; readonly end: number } | undefined {
  const steps: Step[] = []
  const modules: Step[] = []
  let at = 0
  for (;;) {
    const step = stepAt(text, at)
    if (!step) return undefined
    steps.push(step)
    at = step.end
    if (steps.length === 2 && steps[0]?.name === 'module') modules.push(...steps.splice(0))
    else if (steps.length === (steps[0]?.name === 'data' ? 3 : 2)) break
    if (text[at] !== '.') return undefined
    at++
  }
  return { address: assembled(text, modules, steps), end: at }
}

/** The address without its keys; a text that is no address stays as it is. */
export function declaredAddress(text: string): string {
  return parseAddress(text)?.declared ?? text
}

interface Step {
  readonly name: string
  readonly key?: string | number
  readonly start: number
  readonly end: number
}

const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy
const index = /\[(?:(\d{1,15})|("(?:[^"\\]|\\.)*"))\]/sy

function stepAt(text: string, start: number): Step | undefined {
  identifier.lastIndex = start
  const name = identifier.exec(text)?.[0]
  if (name === undefined) return undefined
  index.lastIndex = start + name.length
  const [whole = '', number, quoted] = index.exec(text) ?? []
  const end = start + name.length + whole.length
  if (number !== undefined) return { name, key: Number(number), start, end }
  return quoted === undefined ? { name, start, end } : { name, key: unquoted(quoted), start, end }
}

/** The text between quotes as Terraform writes it. */
export function unquoted(quoted: string): string {
  return literal(quoted).replaceAll('$${', '${').replaceAll('%%{', '%{')
}

function literal(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted.slice(1, -1)
  }
}

function assembled(text: string, modules: readonly Step[], steps: readonly Step[]): Address {
  const [type, last] = steps.slice(-2)
  const names = [...modules, ...steps].map(({ name }) => name)
  return {
    module: text.slice(0, modules.at(-1)?.end ?? 0),
    mode: steps.length === 3 ? 'data' : 'managed',
    type: type?.name ?? '',
    name: last?.name ?? '',
    ...(last?.key !== undefined && { key: last.key }),
    declared: names.join('.'),
  }
}

/** `module.lake["eu"].module.zone[0]` as `module.lake.module.zone`. */
export const withoutKeys = (address: string) => address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '')
