import type { Attribute, Configuration, Resource } from '../../../src/core/terraform/configuration.ts'
import { read } from '../../../src/core/terraform/read.ts'
import type { Value } from '../../../src/core/terraform/value.ts'
import type { Place } from '../../../src/core/text.ts'
import { configurationsOf, rootsIn, type Tree } from '../../../src/terraform/configuration/configurations.ts'
import { loadGrammar } from '../../../src/terraform/hcl/grammar.ts'
import { parseHcl } from '../../../src/terraform/hcl/parse-hcl.ts'
import type { HclFile } from '../../../src/terraform/hcl/syntax.ts'

await loadGrammar()

export type Texts = Readonly<Record<string, string>>

/** A tree as the thread has it: what can be read is, the rest is only text. */
export function treeOf(texts: Texts): Tree {
  const files = new Map<string, HclFile>()
  for (const [path, text] of Object.entries(texts)) {
    if (!/\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(path)) continue
    const reading = parseHcl({ path, text })
    if (reading.ok) files.set(path, reading.file)
  }
  return { files, texts: new Map(Object.entries(texts)) }
}

/** Every root module of a tree, evaluated. */
export function configurations(texts: Texts): readonly Configuration[] {
  const tree = treeOf(texts)
  return rootsIn(tree, new Set(Object.keys(texts))).flatMap((root) => configurationsOf(tree, root))
}

/** The only configuration of a tree; one text is its `main.tf`. */
export function configuration(texts: Texts | string): Configuration {
  const [first, ...more] = configurations(typeof texts === 'string' ? { 'main.tf': texts } : texts)
  if (!first || more.length > 0)
    throw new Error(`expected one configuration, found ${first ? more.length + 1 : 0}`)
  return first
}

export function resource({ byAddress }: Configuration, address: string): Resource {
  const found = byAddress.get(address)
  if (!found) throw new Error(`${address} is not among ${[...byAddress.keys()].join(', ')}`)
  return found
}

/** The value at a path of a resource. */
export function value(from: Configuration, address: string, path: string): Value | undefined {
  return read(resource(from, address), path).value
}

export function attribute(from: Configuration, address: string, name: string): Attribute {
  const found = resource(from, address).attributes.get(name)
  if (!found) throw new Error(`${address} has no ${name}`)
  return found
}

/** The text at a place, with its file: `main.tf: bucket = "x"`. */
export function textAt(texts: Texts, { path, range }: Place): string {
  return `${path}: ${texts[path]?.slice(range.start, range.end)}`
}

/** An output of the root module: what an expression comes to. */
export function output({ outputs }: Configuration, name: string): Value | undefined {
  return outputs.find((each) => each.name === name && each.module === '')?.value
}
