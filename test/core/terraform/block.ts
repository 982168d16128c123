import type { Attribute, Block, Configuration, Resource } from '../../../src/core/terraform/configuration.ts'
import type { Value } from '../../../src/core/terraform/value.ts'

const place = { path: 'main.tf', range: { start: 0, end: 1 } }

type Written = Readonly<Record<string, Value>>

/** A block as a configuration holds it, without a file around it. */
export function block(type: string, attributes: Written, ...blocks: readonly Block[]): Block {
  const entries = Object.entries(attributes).map(([name, value]): [string, Attribute] => [
    name,
    { name, value, place, parts: [], via: [] },
  ])
  return { type, labels: [], header: place, place, attributes: new Map(entries), blocks, open: new Map() }
}

export function resource(address: string, attributes: Written, ...blocks: readonly Block[]): Resource {
  const declared = address.replace(/\[[^\]]*\]/g, '')
  const [resourceType = '', name = ''] = declared.split('.').slice(-2)
  const module = address.split('.').slice(0, -2).join('.')
  return {
    ...block('resource', attributes, ...blocks),
    ...{ mode: 'managed', address, declared, resourceType, name, module, calls: [] },
  }
}

export function configuration(...resources: readonly Resource[]): Configuration {
  return {
    root: '',
    paths: ['main.tf'],
    resources,
    byAddress: new Map(resources.map((each) => [each.address, each])),
    modules: [],
    providers: [],
    inputs: [],
    outputs: [],
    refactorings: [],
    settings: [],
    references: new Map(),
    problems: [],
  }
}
