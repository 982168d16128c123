import { secretName } from '../../core/terraform/secret-forms.ts'
import type { Range } from '../../core/text.ts'
import { isSecretContainer, isSecretUnder } from './secret-under.ts'
import { type TerraformToken, terraformTokens } from './terraform-tokens.ts'

/** A string of HCL with its place. */
export interface Placed {
  readonly token: TerraformToken
  readonly role: 'label' | 'key' | 'value'
  /** Name of the attribute it stands under, however deep; of a variable's default or an output's value the variable or output. */
  readonly key: string
  /** What is around it is a secret, or says that this is one. */
  readonly isSecret: boolean
  /** It stands where anything may stand: tags, locals, defaults, values of variables. */
  readonly isOpen: boolean
}

/** Every string of a text, in order. */
export function placesIn(text: string): Placed[] {
  const tokens = terraformTokens(text).filter(({ kind }) => kind !== 'comment')
  const reader = new Reader(text, tokens)
  for (const at of tokens.keys()) reader.read(at)
  return reader.all()
}

interface Frame {
  key: string
  /** Of a variable or an output its name, which its default or value goes by. */
  readonly label: string
  /** Keys under which a secret stands in a block of this kind. */
  readonly contents: RegExp | undefined
  readonly isSecret: boolean
  readonly isOpen: boolean
  readonly isMap: boolean
  /** A setting of a database, which has names of its own: `rds.force_ssl`. */
  readonly isParameter: boolean
  /** Values of this block by their keys, as far as name and value are told apart by them. */
  readonly entries: { readonly key: string; readonly value: string; readonly at: number }[]
}

type Writable = { -readonly [K in keyof Placed]: Placed[K] }

class Reader {
  readonly #text: string
  readonly #tokens: readonly TerraformToken[]
  readonly #found: Writable[] = []
  readonly #frames: Frame[]
  /** Words and labels since the line began. */
  #header: string[] = []
  #name = ''

  constructor(text: string, tokens: readonly TerraformToken[]) {
    this.#text = text
    this.#tokens = tokens
    // A file without a block holds values of variables.
    const isOpen =
      !/(?:^|[\n\r{;])[ \t]*[\w-]{1,100}(?:[ \t]{1,20}(?:"[^"\n]{0,200}"|[\w-]{1,100})){0,2}[ \t]{0,20}\{/.test(
        text,
      )
    this.#frames = [
      {
        key: '',
        label: '',
        contents: undefined,
        isSecret: false,
        isOpen,
        isMap: true,
        isParameter: false,
        entries: [],
      },
    ]
  }

  all(): Placed[] {
    while (this.#frames.length > 0) this.#close()
    return this.#found
  }

  read(at: number): void {
    const token = this.#tokens[at]
    const frame = this.#frames.at(-1)
    if (!token || !frame) return
    if (token.kind === 'newline') this.#header = []
    else if (token.kind === 'word' || token.kind === 'string' || token.kind === 'heredoc')
      this.#word(at, token)
    else if (token.kind === 'mark') this.#mark(at, token, frame)
  }

  #word(at: number, token: TerraformToken): void {
    const { start, end } = token.inside
    if (token.kind !== 'word') this.#string(at, token)
    this.#name = this.#text.slice(start, Math.min(end, start + 200))
    if (this.#header.length < 4) this.#header.push(this.#name)
  }

  #string(at: number, token: TerraformToken): void {
    const frame = this.#frames.at(-1)
    if (!frame) return
    const role = roleOf(this.#text, this.#tokens, at)
    const isOfLabel = frame.label !== '' && /^(?:default|value)$/.test(frame.key)
    const isSecret = frame.isSecret || (frame.contents?.test(frame.key) ?? false)
    const key = isOfLabel ? frame.label : frame.isParameter && frame.key === 'name' ? 'variable' : frame.key
    const isOpen = frame.isOpen || frame.key === 'default' || isOfLabel
    if (role === 'value' && frame.isMap && frame.entries.length < 200) {
      const value = this.#text.slice(token.inside.start, Math.min(token.inside.end, token.inside.start + 200))
      frame.entries.push({ key: frame.key, value, at: this.#found.length })
    }
    this.#found.push({ token, role, key, isSecret: role === 'value' && isSecret, isOpen })
  }

  #mark(at: number, token: TerraformToken, frame: Frame): void {
    const mark = this.#text.slice(token.start, token.end)
    if (mark === '=' || (mark === ':' && startsEntry(this.#text, this.#tokens, at - 1)))
      frame.key = this.#name
    else if (mark === '{') this.#frames.push(this.#block(frame, token))
    else if (mark === '(' || mark === '[') this.#frames.push({ ...frame, isMap: false, entries: [] })
    else if (/^[\])}]$/.test(mark) && this.#frames.length > 1) this.#close()
    if (mark !== ',' || frame.isMap) this.#header = []
  }

  #block(frame: Frame, { end }: Range): Frame {
    const [kind = '', type = ''] = this.#header
    const isBlock = this.#header.length > 0
    const body = isBlock ? bodyAt(this.#text, end) : ''
    const isNamed = isBlock && /^(?:variable|output)$/.test(kind)
    const key = isBlock ? kind : frame.key
    const isSensitive = isNamed && /(?:^|\n)\s*sensitive\s*=\s*true/.test(body)
    const isHeld = frame.contents?.test(frame.key) ?? false
    const isContainer = !isBlock && (isSecretContainer(key) || isSecretContainer(frame.label))
    return {
      key: isBlock ? '' : frame.key,
      label: isNamed ? type : isBlock ? '' : frame.label,
      contents: isSensitive ? /^(?:default|value)$/ : isBlock ? contentsOf(kind, type, body) : frame.contents,
      isSecret: frame.isSecret || isHeld || isContainer || kind === 'set_sensitive',
      isOpen: frame.isOpen || open.test(key),
      isMap: true,
      isParameter: isBlock && /^(?:parameters?|database_flags)$/.test(kind),
      entries: [],
    }
  }

  /** `{ name = "DB_PASSWORD", value = "..." }`, in either order. */
  #close(): void {
    const frame = this.#frames.pop()
    if (!frame?.isMap) return
    const named = frame.entries.some(
      ({ key, value }) => /^(?:name|key|variable)$/i.test(key) && secretName(value) !== 'no',
    )
    if (!named) return
    for (const { key, at } of frame.entries) {
      const placed = this.#found[at]
      if (placed && /^(?:value|default)$/i.test(key)) placed.isSecret = true
    }
  }
}

const open = /^(?:tags(?:_all)?|default_tags|labels|annotations|locals|default|metadata|user_properties)$/

/** Blocks whose purpose is to hold a secret, and where in them it stands. */
function contentsOf(kind: string, type: string, body: string): RegExp | undefined {
  if (kind !== 'resource') return undefined
  const isSecret =
    /^(?:kubernetes_secret|aws_secretsmanager_secret_version|google_secret_manager(?:_regional)?_secret_version|azurerm_key_vault_secret|databricks_secret$|github_\w+_secret$|vault_)/.test(
      type,
    ) ||
    (type === 'aws_ssm_parameter' && /["']SecureString["']/.test(body))
  return isSecret ? heldSecret : undefined
}

const heldSecret =
  /^(?:data|binary_data|string_data|value|string_value|plaintext_value|secret|secret_string|secret_binary|secret_data|data_json|json|payload)(?:_wo)?$/

/** What a block holds, to the line that closes it. */
function bodyAt(text: string, start: number): string {
  const body = text.slice(start, start + 4000)
  const end = body.search(/\n\}/)
  return end < 0 ? body : body.slice(0, end)
}

function startsWith(text: string, token: TerraformToken | undefined, form: RegExp): boolean {
  return token !== undefined && form.test(text.slice(token.start, Math.min(token.end, token.start + 3)))
}

function startsEntry(text: string, tokens: readonly TerraformToken[], at: number): boolean {
  const before = tokens[at - 1]
  return before === undefined || before.kind === 'newline' || startsWith(text, before, /^[{,]$/)
}

function roleOf(text: string, tokens: readonly TerraformToken[], at: number): Placed['role'] {
  const [before, after] = [tokens[at - 1], tokens[at + 1]]
  if (startsWith(text, after, /^=$/)) return 'key'
  if (startsEntry(text, tokens, at) && startsWith(text, after, /^:$/)) return 'key'
  const follows = before?.kind === 'word' || before?.kind === 'string'
  return follows && (startsWith(text, after, /^\{$/) || after?.kind === 'string') ? 'label' : 'value'
}

/** Whether this string is a secret: by its name, or by what is around it. */
export function isSecretPlace({ key, isSecret, role }: Placed, value: string): boolean {
  return role === 'value' && isSecretUnder(key, value, isSecret)
}
