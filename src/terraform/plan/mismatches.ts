import { declaredAddress } from '../../core/terraform/address.ts'
import type { Block, Configuration } from '../../core/terraform/configuration.ts'
import type { Plan, PlanMismatch, PlannedDeclaration, PlannedResource } from '../../core/terraform/plan.ts'
import { declaredBy, declaredIn, isGone, isProvider, isResource, withoutKeys } from './declared.ts'
import { plainlyDiffer } from './differ.ts'
import { differingLiterals, quoted } from './literals.ts'

/**
 * What proves that a plan was made of other code than this: a declaration that one of both lacks, an argument that one of both lacks, a
 * literal that differs. Nothing that the evaluation could not find out counts.
 */
export function mismatches(plan: Plan, head: Configuration): readonly PlanMismatch[] {
  const declared = declaredIn(head)
  if (plan.configuration.length === 0) return ofResources(plan, declared)
  const said = new Map(plan.configuration.map((declaration) => [declaration.declared, declaration]))
  const remote = new Set(
    head.modules.filter((call) => call.directory === undefined).map(({ address }) => withoutKeys(address)),
  )
  const isKnown = (name: string) => ![...remote].some((module) => name.startsWith(`${module}.`))
  return [
    ...[...said.values()].flatMap((declaration): PlanMismatch[] => {
      const block = declared.get(declaration.declared)
      if (block) return differences(declaration, block)
      return isKnown(declaration.declared) ? lackedByCode(declaration.declared, plan, said) : []
    }),
    ...[...declared].flatMap(([name, block]): PlanMismatch[] =>
      said.has(name) || isProvider(name) || !isKnown(name)
        ? []
        : [
            {
              text: `The code declares ${name}, which the plan's configuration does not have.`,
              place: block.header,
            },
          ],
    ),
  ]
}

/** Without a configuration only what the plan keeps or takes for gone tells. */
function ofResources(plan: Plan, declared: ReadonlyMap<string, Block>): PlanMismatch[] {
  const missing = [...declaredBy(plan)]
    .filter((name) => !declared.has(name) && !plan.resources.some((each) => isRepeatedAs(name, each)))
    .flatMap((name) => lackedByCode(name, plan, new Map()))
  const gone = plan.resources.flatMap(({ address, reason }): PlanMismatch[] => {
    const block = declared.get(declaredAddress(address))
    if (!block || reason !== 'delete_because_no_resource_config') return []
    return [
      {
        text: `The plan destroys ${address} because its code is gone; the code declares it.`,
        place: block.header,
      },
    ]
  })
  return [...missing, ...gone]
}

function isRepeatedAs(name: string, { address, module, key }: PlannedResource): boolean {
  return declaredAddress(address) === name && (key !== undefined || module.includes('['))
}

/**
 * What is made no times stands nowhere in an evaluated configuration, and how often may depend on variables that were given by hand:
 * only what the plan has an instance of, and makes once, is missed.
 */
function lackedByCode(
  name: string,
  plan: Plan,
  said: ReadonlyMap<string, PlannedDeclaration>,
): PlanMismatch[] {
  const isMade = plan.resources.some(
    ({ address, action }) => !isGone(action) && belongsTo(declaredAddress(address), name),
  )
  const isAtTop = !isResource(name) && !name.includes('module.')
  const isRepeated = [name, ...callsAround(name)].some((each) => isRepeatedBy(said.get(each)))
  if (isRepeated || !(isMade || isAtTop)) return []
  return [{ text: `The plan was made of code that declares ${name}; the code under review does not.` }]
}

function isRepeatedBy(declaration: PlannedDeclaration | undefined): boolean {
  return ['count', 'for_each'].some((name) => declaration?.arguments.includes(name))
}

/** The module calls around a declaration, innermost last: `module.a`, `module.a.module.b`. */
function callsAround(name: string): readonly string[] {
  const calls: string[] = []
  for (let found = /^module\.[^.]+/.exec(name)?.[0]; found !== undefined; ) {
    calls.push(found)
    const next: string | undefined = /^\.module\.[^.]+/.exec(name.slice(found.length))?.[0]
    found = next === undefined ? undefined : found + next
  }
  return calls
}

function belongsTo(address: string, name: string): boolean {
  return address === name || address.startsWith(`${name}.`)
}

/** Arguments that say how often and in which order a block is made; a plan keeps them apart. */
const meta = new Set([
  'count',
  'for_each',
  'depends_on',
  'provider',
  'providers',
  'alias',
  'lifecycle',
  'source',
  'version',
  'connection',
  'provisioner',
])

function differences(declaration: PlannedDeclaration, block: Block): PlanMismatch[] {
  const { declared } = declaration
  if (/(?:^|\.)var\.[^.]+$/.test(declared)) return defaults(declaration, block)
  const own = /(?:^|\.)output\.[^.]+$/.test(declared)
    ? sensitivity(declaration, block)
    : argumentsOf(declaration, block)
  return [...own, ...differingLiterals(declaration, block)]
}

function defaults(
  { declared, constants, arguments: said }: PlannedDeclaration,
  block: Block,
): PlanMismatch[] {
  const attribute = block.attributes.get('default')
  const isSaid = said.includes('default')
  if (attribute === undefined && !isSaid) return []
  const place = attribute?.place ?? block.header
  if ((attribute === undefined) === isSaid && attribute?.value !== null) {
    return [
      {
        text: `${declared} has a default ${isSaid ? 'in the plan' : 'in the code'} and none ${isSaid ? 'in the code' : 'in the plan'}.`,
        place,
      },
    ]
  }
  const [planned, coded] = [constants.get('default'), attribute?.value]
  if (planned === undefined || coded === undefined || !plainlyDiffer(planned, coded)) return []
  return [
    {
      text: `${declared} has another default in the code than in the plan${quoted(declared, coded, planned)}.`,
      place,
    },
  ]
}

function sensitivity({ declared, sensitive = false }: PlannedDeclaration, block: Block): PlanMismatch[] {
  const attribute = block.attributes.get('sensitive')
  const value = attribute?.value ?? false
  if (typeof value !== 'boolean' || value === sensitive) return []
  const place = attribute?.place ?? block.header
  return [
    {
      text: `${declared} is ${value ? '' : 'not '}sensitive in the code and was ${sensitive ? '' : 'not '}in the plan.`,
      place,
    },
  ]
}

function argumentsOf({ declared, arguments: said }: PlannedDeclaration, block: Block): PlanMismatch[] {
  const added = [...block.attributes.values()].filter(
    ({ name, value }) => value !== null && !meta.has(name) && !said.includes(name),
  )
  const lacking = said.filter(
    (name) =>
      !meta.has(name) &&
      !block.attributes.has(name) &&
      !block.open.has(name) &&
      !block.blocks.some(({ type }) => type === name),
  )
  return [
    ...added.map(({ name, place }) => ({
      text: `${declared} sets ${name} in the code; in the plan it did not.`,
      place,
    })),
    ...lacking.map((name) => ({
      text: `${declared} set ${name} in the plan; in the code it does not.`,
      place: block.header,
    })),
  ]
}
