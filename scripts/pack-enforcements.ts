import { settingFor } from '../src/core/enforcement.ts'
import type { Enforcement } from '../src/core/finding.ts'
import { emptyLayer, mergeLayers, policyOf } from '../src/policy/layer.ts'
import { packLayer, packNames } from '../src/policy/packs.ts'

/** What each pack makes of a rule, parents included. */
export function packEnforcements(ruleId: string): Readonly<Record<string, Enforcement>> {
  return Object.fromEntries(
    packNames().map((name) => [name, settingFor(packPolicy(name), ruleId, '').enforcement]),
  )
}

function packPolicy(name: string) {
  const layers = (pack: string): ReturnType<typeof packLayer>[] => {
    const layer = packLayer(pack)
    return [...(layer?.extends ?? []).flatMap(layers), layer]
  }
  const merged = layers(name).reduce<typeof emptyLayer>(
    (lower, layer) => (layer ? mergeLayers(lower, layer) : lower),
    emptyLayer,
  )
  return policyOf(merged, [{ name }])
}
