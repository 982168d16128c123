import type { ConfigurationProblem } from '../../core/terraform/configuration.ts'
import type { Place } from '../../core/text.ts'
import type { HclAttribute, HclFile } from '../hcl/syntax.ts'
import { attributeOf, type Declaration, placeOf, type Written } from './declaration.ts'
import { literalText } from './literal-text.ts'
import { overridden } from './overrides.ts'

/** The code of one directory, its files taken together. */
export interface ModuleCode {
  readonly directory: string
  /** Files of code in it, those that could not be read included. */
  readonly paths: readonly string[]
  /** Those that could not be read: what they declare is not known. */
  readonly unread: readonly string[]
  /** By `aws_s3_bucket.lake` and `data.aws_vpc.main`. */
  readonly resources: Declarations
  readonly calls: Declarations
  readonly variables: Declarations
  readonly outputs: Declarations
  readonly locals: ReadonlyMap<string, Written<HclAttribute>>
  readonly providers: readonly Declaration[]
  /** `terraform` blocks. */
  readonly settings: readonly Declaration[]
  /** `moved`, `removed` and `import` blocks. */
  readonly refactorings: readonly Declaration[]
  /** What is declared twice. */
  readonly problems: readonly ConfigurationProblem[]
}

/** In the order of files and lines. */
export type Declarations = ReadonlyMap<string, Declaration>

export interface CodeFiles {
  readonly directory: string
  readonly paths: readonly string[]
  readonly unread: readonly string[]
  readonly files: readonly HclFile[]
  /** `override.tf` and `*_override.tf`: merged over the others. */
  readonly overrides: readonly HclFile[]
}

export function moduleCode({ directory, paths, unread, files, overrides }: CodeFiles): ModuleCode {
  const parts = new Parts()
  for (const file of files) parts.add(file)
  for (const file of overrides) parts.override(file)
  return { directory, paths, unread, ...parts.found() }
}

class Parts {
  readonly #blocks = {
    resource: new Map<string, Declaration>(),
    module: new Map<string, Declaration>(),
    variable: new Map<string, Declaration>(),
    output: new Map<string, Declaration>(),
    provider: new Map<string, Declaration>(),
  }
  readonly #locals = new Map<string, Written<HclAttribute>>()
  readonly #settings: Declaration[] = []
  readonly #refactorings: Declaration[] = []
  readonly #problems: ConfigurationProblem[] = []

  add(file: HclFile): void {
    for (const declaration of declarations(file)) {
      const [kind, name] = identity(declaration)
      if (kind === undefined) this.#addNameless(declaration)
      else if (this.#blocks[kind].has(name)) this.#twice(declaration)
      else this.#blocks[kind].set(name, declaration)
    }
  }

  override(file: HclFile): void {
    for (const declaration of declarations(file)) {
      const [kind, name] = identity(declaration)
      const changed = kind && this.#blocks[kind].get(name)
      if (kind === undefined) this.#addNameless(declaration, true)
      else this.#blocks[kind].set(name, changed ? overridden(changed, declaration) : declaration)
    }
  }

  found() {
    return {
      resources: this.#blocks.resource,
      calls: this.#blocks.module,
      variables: this.#blocks.variable,
      outputs: this.#blocks.output,
      providers: [...this.#blocks.provider.values()],
      locals: this.#locals,
      settings: this.#settings,
      refactorings: this.#refactorings,
      problems: this.#problems,
    }
  }

  #addNameless(declaration: Declaration, overrides = false): void {
    const { type } = declaration.block
    if (type === 'terraform') this.#settings.push(declaration)
    else if (refactorings.has(type)) this.#refactorings.push(declaration)
    else if (type === 'locals') {
      for (const local of declaration.attributes) {
        const known = this.#locals.has(local.node.name) && !overrides
        if (known) this.#problems.push(twice(`local.${local.node.name}`, placeOf(local)))
        else this.#locals.set(local.node.name, local)
      }
    }
  }

  #twice({ path, block }: Declaration): void {
    this.#problems.push(twice([block.type, ...block.labels].join(' '), { path, range: block.header }))
  }
}

const refactorings: ReadonlySet<string> = new Set(['moved', 'removed', 'import'])

function twice(what: string, place: Place): ConfigurationProblem {
  return { place, text: `${what} is declared more than once; the first counts here.` }
}

function declarations({ path, body }: HclFile): readonly Declaration[] {
  return body.blocks.map((block) => ({
    path,
    block,
    attributes: block.body.attributes.map((node) => ({ path, node })),
    blocks: block.body.blocks.map((node) => ({ path, node })),
  }))
}

type Kind = 'resource' | 'module' | 'variable' | 'output' | 'provider'

/** What a block declares, so that two of them can be told apart; nothing for blocks without a name. */
function identity(declaration: Declaration): readonly [Kind | undefined, string] {
  const { type, labels } = declaration.block
  const [first, second] = labels
  if (first === undefined) return [undefined, '']
  if (type === 'resource' && second !== undefined) return ['resource', `${first}.${second}`]
  if (type === 'data' && second !== undefined) return ['resource', `data.${first}.${second}`]
  if (type === 'provider') return ['provider', providerName(declaration)]
  return type === 'module' || type === 'variable' || type === 'output' ? [type, first] : [undefined, '']
}

/** `aws`, `aws.west`. */
export function providerName(declaration: Declaration): string {
  const [name = ''] = declaration.block.labels
  const alias = aliasOf(declaration)
  return alias === undefined ? name : `${name}.${alias}`
}

export function aliasOf(declaration: Declaration): string | undefined {
  return literalText(attributeOf(declaration, 'alias')?.node.value)
}
