import type { Attribute, Body } from '../../core/terraform/configuration.ts'
import type { Unknown, Value } from '../../core/terraform/value.ts'
import type { HclAttribute } from '../hcl/syntax.ts'
import { inModule, keyText } from './addresses.ts'
import { attributeIn, bodyIn, type Shared, unknownAttribute } from './bodies.ts'
import { dependenceOf } from './dependence.ts'
import type { Frame, Item, Repetition } from './frame.ts'
import { Lazy, remembered } from './lazy.ts'
import { metaArgument } from './meta-arguments.ts'
import type { Declaration, Written } from './module-code.ts'
import type { ModuleInstance } from './module-instance.ts'
import { documentJson } from './policy-document.ts'
import { repeated } from './repetition.ts'

/** A resource or data source as one instance of a module declares it. */
export class ResourceNode {
  readonly module: ModuleInstance
  readonly declaration: Declaration
  /** The address without keys: its own, and those of the modules around it. */
  readonly declared: string
  /** With the keys of the modules around it. */
  readonly address: string
  /** What all instances share. */
  readonly shared: Shared = new Map()
  readonly #repetition: Lazy<Repetition>
  #instances: readonly ResourceInstance[] | undefined

  constructor(module: ModuleInstance, name: string, declaration: Declaration) {
    this.module = module
    this.declaration = declaration
    this.declared = inModule(module.declared, name)
    this.address = inModule(module.address, name)
    this.#repetition = repeated(this.address, declaration, module)
  }

  get mode(): 'managed' | 'data' {
    return this.declaration.block.type === 'data' ? 'data' : 'managed'
  }

  get repetition(): Repetition {
    return this.#repetition.get()
  }

  instances(): readonly ResourceInstance[] {
    this.#instances ??= this.repetition.items.map((item) => new ResourceInstance(this, item))
    return this.#instances
  }
}

export class ResourceInstance {
  readonly node: ResourceNode
  readonly item: Item
  readonly address: string
  readonly frame: Frame
  readonly #attributes = new Map<string, Lazy<Attribute>>()
  readonly #json: Lazy<Value>
  #body: Body | undefined

  constructor(node: ResourceNode, item: Item) {
    this.node = node
    this.item = item
    this.address = `${node.address}${keyText(item.key)}`
    const { names, repeated } = item
    this.frame = { module: node.module, names, ...(repeated && { repeated }) }
    node.module.evaluation.resources.set(this.address, this)
    this.#json = new Lazy(
      () => documentJson(this),
      () => node.module.cycle(`${this.address}.json`, node.declaration),
    )
  }

  get uncertain(): Unknown | undefined {
    return this.node.repetition.uncertain ?? this.node.module.uncertain
  }

  /** What the code sets; undefined where it sets nothing. */
  attribute(name: string): Attribute | undefined {
    const written = this.node.declaration.attributes.find(({ node }) => node.name === name)
    return written && remembered(this.#attributes, name, () => this.#lazy(written)).get()
  }

  body(): Body {
    const { attributes, blocks } = this.node.declaration
    this.#body ??= bodyIn(this.frame, {
      attributes: attributes
        .map(({ node }) => this.attribute(node.name))
        .filter((each) => each !== undefined),
      blocks,
      shared: this.node.shared,
    })
    return this.#body
  }

  /** What the code determines without saying it: the JSON of a policy document. */
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
          this.node.module.cycle(`${this.address}.${written.node.name}`, this.node.declaration),
        ),
    )
  }

  #evaluated(written: Written<HclAttribute>): Attribute {
    const make = () => attributeIn(this.frame, written, metaArgument(written.node))
    if (dependenceOf(written.node) === 'instance') return make()
    return remembered(this.node.shared, written.node, make) as Attribute
  }
}
