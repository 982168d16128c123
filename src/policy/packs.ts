import type { Policy } from '../core/policy.ts'
import { emptyLayer, type Layer, mergeLayers, policyOf } from './layer.ts'
import { packLayers, packTexts } from './packs.generated.ts'

/** The packs that come with Sluice, name -> text of its YAML. */
export function packs(): ReadonlyMap<string, string> {
  return new Map(Object.entries(packTexts))
}

export function packNames(): readonly string[] {
  return Object.keys(packLayers)
}

/** What a pack says, already read. */
export function packLayer(name: string): Layer | undefined {
  return Object.hasOwn(packLayers, name) ? packLayers[name] : undefined
}

/** What a file that does not say `extends` builds on. */
export const defaultPack = 'recommended'

/** The policy of a repository without one: the default pack. Reads no YAML and loads no parser. */
export function defaultPolicy(): Policy {
  return policyOf(mergeLayers(emptyLayer, packLayer(defaultPack) ?? emptyLayer), [{ name: defaultPack }])
}
