import { checkMeaning, type KnownRule } from './check.ts'
import { convert } from './convert.ts'
import type { PolicyError } from './errors.ts'
import { explain, type SchemaError } from './explain.ts'
import type { Layer } from './layer.ts'
import type { PolicyFile } from './schema.ts'
import { keysAt, validate } from './validator.generated.ts'
import { readYaml } from './yaml.ts'
import { plain, type YamlMapping } from './yaml-node.ts'

export interface LayerSource {
  /** How errors call it. */
  readonly name: string
  readonly text: string
  /** Rules a policy may name; left out: names are not checked. */
  readonly rules?: readonly KnownRule[]
}

export type LayerRead =
  | { readonly layer: Layer; readonly extendsAt: readonly Parent[]; readonly customAt?: Position }
  | { readonly errors: readonly PolicyError[] }

/** One entry of `extends`, with its place. */
export interface Parent extends Position {
  readonly name: string
}

interface Position {
  readonly line: number
  readonly column: number
}

/** Reads one policy file: YAML, schema, then meaning. All errors of a stage are reported at once. */
export function readLayer({ name, text, rules }: LayerSource): LayerRead {
  const yaml = readYaml(name, text)
  if ('errors' in yaml) return yaml
  const { root, lines } = yaml
  const file = plain(root)
  const broken = schemaErrors(file)
  // Meaning is checked where the shape allows, so that one run shows everything there is to fix.
  const found = [
    ...explain(root, broken, (path) => (keysAt as Readonly<Record<string, string[]>>)[path] ?? []),
    ...checkMeaning(root, rules),
  ]
  if (found.length > 0) {
    return { errors: found.map(({ at, ...rest }) => ({ source: name, ...lines.position(at), ...rest })) }
  }
  const custom = root.entries.get('custom')
  return {
    layer: convert(file as PolicyFile, rules),
    extendsAt: parentsOf(root).map(({ name, at }) => ({ name, ...lines.position(at) })),
    ...(custom && { customAt: lines.position(custom.keyAt) }),
  }
}

function schemaErrors(file: unknown): readonly SchemaError[] {
  const check = validate as unknown as {
    (file: unknown): boolean
    readonly errors?: readonly SchemaError[] | null
  }
  return check(file) ? [] : (check.errors ?? [])
}

function parentsOf(root: YamlMapping): { name: string; at: number }[] {
  const list = root.entries.get('extends')?.value
  if (list?.kind !== 'sequence') return []
  return list.items.flatMap((item) =>
    item.kind === 'scalar' ? [{ name: String(item.value), at: item.at }] : [],
  )
}
