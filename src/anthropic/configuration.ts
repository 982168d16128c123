import { Secret } from '../core/secret.ts'
import { oneLine } from '../render/visible.ts'
import { type ModelsFile, modelsFileExample, readModelsFile } from './models-file.ts'

/** What the operator decides of the model. No repository and no policy has a say in it. */
export interface ModelConfiguration extends ModelsFile {
  readonly key: Secret
  /** Where requests go, without a slash at its end. */
  readonly url: string
}

/** Without a configuration there is no key, and no model is asked. */
export type ModelConfigured =
  | { readonly ok: true; readonly configuration: ModelConfiguration | undefined }
  | { readonly ok: false; readonly problems: readonly string[] }

type Environment = Readonly<Record<string, string | undefined>>
type ReadFile = (path: string) => string

/**
 * Reads ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE, ANTHROPIC_BASE_URL and the file that SLUICE_MODELS names, and nothing else. Says
 * everything that is wrong with them; never prints the key.
 */
export function modelConfiguration(env: Environment, readFile: ReadFile): ModelConfigured {
  const problems: string[] = []
  const text = (name: string) => env[name]?.trim() || undefined
  const given = { inline: text('ANTHROPIC_API_KEY'), file: text('ANTHROPIC_API_KEY_FILE') }
  if (given.inline === undefined && given.file === undefined) return { ok: true, configuration: undefined }
  const key = keyIn(given, readFile, problems)
  const url = urlIn(text('ANTHROPIC_BASE_URL') ?? 'https://api.anthropic.com', problems)
  const models = modelsIn(text('SLUICE_MODELS'), readFile, problems)
  if (key === undefined || url === undefined || !models) return { ok: false, problems }
  return { ok: true, configuration: { ...models, url, key: new Secret(key) } }
}

function keyIn(
  { inline, file }: { readonly inline: string | undefined; readonly file: string | undefined },
  readFile: ReadFile,
  problems: string[],
): string | undefined {
  if (inline !== undefined && file !== undefined) {
    problems.push('ANTHROPIC_API_KEY and ANTHROPIC_API_KEY_FILE are both set. Keep one of them.')
    return undefined
  }
  const name = file === undefined ? 'ANTHROPIC_API_KEY' : 'ANTHROPIC_API_KEY_FILE'
  const key = inline ?? fileNamed({ name, path: file ?? '' }, readFile, problems)?.trim()
  if (key === undefined) return undefined
  // What goes into a header: one word of visible ASCII.
  if (/^[\x21-\x7e]{8,1000}$/.test(key)) return key
  problems.push(`${name} holds no key. Set it to the key alone, without quotes, spaces or line breaks.`)
  return undefined
}

function urlIn(given: string, problems: string[]): string | undefined {
  const url = URL.parse(given)
  const problem = url === null ? 'is no URL' : objection(url)
  if (url !== null && problem === undefined) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  problems.push(
    `ANTHROPIC_BASE_URL ${problem}. Write the https address of the server, such as https://gateway.example.com, or leave it out.`,
  )
  return undefined
}

function objection({ protocol, hostname, username, password, search, hash }: URL): string | undefined {
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere))
    return 'is not https, which only an address of this machine may be without'
  if (username !== '' || password !== '') return 'holds a name or a password, and nothing but the key is sent'
  if (search !== '' || hash !== '') return 'holds a query or a fragment, which no request would keep'
  return undefined
}

function modelsIn(path: string | undefined, readFile: ReadFile, problems: string[]): ModelsFile | undefined {
  if (path === undefined) {
    problems.push(
      `SLUICE_MODELS is missing, and there is a key: name a YAML file that says which models may be asked and what a million tokens cost:\n${modelsFileExample}`,
    )
    return undefined
  }
  const text = fileNamed({ name: 'SLUICE_MODELS', path }, readFile, problems)
  if (text === undefined) return undefined
  const read = readModelsFile(oneLine(path), text)
  if (!('problems' in read)) return read
  problems.push(...read.problems)
  return undefined
}

function fileNamed(
  { name, path }: { readonly name: string; readonly path: string },
  readFile: ReadFile,
  problems: string[],
): string | undefined {
  try {
    return readFile(path)
  } catch {
    problems.push(
      `${name} names ${oneLine(path)}, and that file cannot be read. Name one that this user may read.`,
    )
    return undefined
  }
}
