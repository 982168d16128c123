import type { Attribute, Body } from '../../core/terraform/configuration.ts'
import type { Unknown, Value } from '../../core/terraform/value.ts'
import type { HclAttribute } from '../hcl/syntax.ts'
import { inModule, keyText } from './addresses.ts'
import { attributeIn, bodyIn, type Shared, unknownAttribute } from './bodies.ts'
import type { Named } from './calls.ts'
import { type Declaration, headerOf, placeOf, type Written } from './declaration.ts'
import { dependenceOf } from './dependence.ts'
import type { Frame, Item, ModuleInstance, Repetition, ResourceInstance, ResourceNode } from './evaluation.ts'
import { Lazy, remembered } from './lazy.ts'
import { metaArgument } from './meta-arguments.ts'
import { documentJson } from './policy-document.ts'
import { repeated } from './repetition.ts'

export class DeclaredResource implements ResourceNode {
  readonly module: ModuleInstance
  readonly declaration: Declaration
  readonly declared: string
  readonly address: string
  /** What all instances share. */
  readonly shared: Shared = new Map()
  readonly #repetition: Lazy<Repetition>
  #instances: readonly ResourceInstance[] | undefined

  constructor(module: ModuleInstance, { name, declaration }: Named) {
    this.module = module
    this.declaration = declaration
    this.declared = inModule(module.entry.declared, name)
    this.address = inModule(module.entry.address, name)
    this.#repetition = repeated(this.address, declaration, module)
  }

  get mode(): 'managed' | 'data' {
    return this.declaration.block.type === 'data' ? 'data' : 'managed'
  }

  get repetition(): Repetition {
    return this.#repetition.get()
  }

  instances(): readonly ResourceInstance[] {
    this.#instances ??= this.repetition.items.map((item) => new OneResource(this, item))
    return this.#instances
  }
}

class OneResource implements ResourceInstance {
  readonly node: DeclaredResource
  readonly item: Item
  readonly address: string
  readonly #frame: Frame
  readonly #attributes = new Map<string, Lazy<Attribute>>()
  readonly #json: Lazy<Value>
  #body: Body | undefined

  constructor(node: DeclaredResource, item: Item) {
    this.node = node
    this.item = item
    this.address = `${node.address}${keyText(item.key)}`
    const { names, repeated } = item
    this.#frame = { module: node.module, names, ...(repeated && { repeated }) }
    node.module.evaluation.resources.set(this.address, this)
    this.#json = new Lazy(
      () => documentJson(this.body(), node.module),
      () => node.module.cycle(`${this.address}.json`, headerOf(node.declaration)),
    )
  }

  get uncertain(): Unknown | undefined {
    return this.node.repetition.uncertain ?? this.node.module.entry.uncertain
  }

  attribute(name: string): Attribute | undefined {
    const written = this.node.declaration.attributes.find(({ node }) => node.name === name)
    return written && remembered(this.#attributes, name, () => this.#lazy(written)).get()
  }

  body(): Body {
    const { attributes, blocks } = this.node.declaration
    this.#body ??= bodyIn(this.#frame, {
      attributes: attributes
        .map(({ node }) => this.attribute(node.name))
        .filter((each) => each !== undefined),
      blocks,
      shared: this.node.shared,
    })
    return this.#body
  }

  computed(name: string): Value | undefined {
    const isDocument =
      this.node.mode === 'data' && this.node.declaration.block.labels[0] === 'aws_iam_policy_document'
    return isDocument && (name === 'json' || name === 'minified_json') ? this.#json.get() : undefined
  }

  #lazy(written: Written<HclAttribute>): Lazy<Attribute> {
    return new Lazy(
      () => this.#evaluated(written),
      () =>
        unknownAttribute(
          written,
          this.node.module.cycle(`${this.address}.${written.node.name}`, placeOf(written)),
        ),
    )
  }

  #evaluated(written: Written<HclAttribute>): Attribute {
    const make = () => attributeIn(this.#frame, written, metaArgument(written.node))
    if (dependenceOf(written.node) === 'instance') return make()
    return remembered(this.node.shared, written.node, make) as Attribute
  }
}
