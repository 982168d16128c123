import { declaredAddress } from '../../core/terraform/address.ts'
import type { Block, Configuration } from '../../core/terraform/configuration.ts'
import type { Plan } from '../../core/terraform/plan.ts'

/** What code declares, by the names that a plan's configuration gives: `module.lake.aws_s3_bucket.zone`, `output.dsn`, `var.zones`. */
export function declaredIn(configuration: Configuration): ReadonlyMap<string, Block> {
  const { resources, modules, outputs, inputs, providers } = configuration
  const named = (module: string, name: string) => (module === '' ? name : `${withoutKeys(module)}.${name}`)
  return new Map<string, Block>([
    ...resources.map((resource) => [resource.declared, resource] as const),
    ...modules.map((call) => [named(call.module, `module.${call.name}`), call] as const),
    ...outputs.map((output) => [named(output.module, `output.${output.name}`), output] as const),
    ...providers
      .filter(({ module }) => module === '')
      .map(
        (provider) =>
          [`provider.${[provider.name, provider.alias ?? []].flat().join('.')}`, provider] as const,
      ),
    ...inputs.map((input) => [named(input.module, `var.${input.name}`), input] as const),
  ])
}

/** An address of a module without its keys. */
export function withoutKeys(module: string): string {
  // The address of something in it can be taken apart.
  return module === '' ? '' : declaredAddress(`${module}.any.any`).slice(0, -'.any.any'.length)
}

/** What a plan says of the code it was made of: its configuration, or where it has none the resources and outputs that it keeps. */
export function declaredBy({ configuration, resources, outputs }: Plan): ReadonlySet<string> {
  if (configuration.length > 0) {
    return new Set(configuration.map(({ declared }) => declared).filter((name) => !isProvider(name)))
  }
  const kept = resources.filter(({ action, deposed }) => !isGone(action) && deposed === undefined)
  const given = outputs.filter(({ action }) => action !== 'delete').map(({ name }) => `output.${name}`)
  const named = kept.length + given.length > 0 ? kept : resources
  return new Set([...named.map(({ address }) => declaredAddress(address)), ...given])
}

export function isGone(action: Plan['resources'][number]['action']): boolean {
  return action === 'delete' || action === 'forget'
}

export function isResource(declared: string): boolean {
  return !/(?:^|\.)(?:var|output)\.[^.]+$/.test(declared) && !/(?:^|\.)module\.[^.]+$/.test(declared)
}

/** Providers may be implied on one side only. */
export function isProvider(declared: string): boolean {
  return declared.startsWith('provider.')
}
