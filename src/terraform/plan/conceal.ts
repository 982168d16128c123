import type {
  ExposedSecret,
  Plan,
  PlannedDeclaration,
  PlannedOutput,
  PlannedResource,
} from '../../core/terraform/plan.ts'
import type { Path, Value } from '../../core/terraform/value.ts'
import { Concealer, type Found } from './concealer.ts'
import type { Draft } from './draft.ts'

/** The plan of a draft: no secret is left in it, and those that stood in clear are told by their place. */
export function concealed(draft: Draft): Plan {
  const concealer = new Concealer(draft)
  takeNamed(draft, concealer)
  const { plan } = draft
  const resources = plan.resources.map((resource) => resourceWithout(resource, concealer))
  const outputs = plan.outputs.map((output) => outputWithout(output, concealer))
  const exposed = [
    ...resources.flatMap((each) => each.exposed),
    ...outputs.flatMap((each) => each.exposed),
    ...draft.unmarked.map((each) => ({
      ...each,
      address: concealer.address(each.address),
      path: pathWithout(each.path, concealer),
    })),
    ...draft.inState.flatMap((each) => stateExposed(each, concealer)),
  ]
  const { notes, ...rest } = plan
  return {
    ...rest,
    ...(plan.terraformVersion !== undefined && { terraformVersion: concealer.text(plan.terraformVersion) }),
    name: plan.name,
    resources: resources.map((each) => each.resource),
    drift: plan.drift.map((each) => resourceWithout(each, concealer).resource),
    outputs: outputs.map((each) => each.output),
    deferred: plan.deferred.map(({ address, reason }) => ({
      address: concealer.address(address),
      reason: concealer.text(reason),
    })),
    checks: plan.checks.map(({ address, status, problems }) => ({
      address: concealer.address(address),
      status,
      problems: problems.map((problem) => concealer.message(problem)),
    })),
    exposed: exposed.slice(0, mostExposed),
    configuration: plan.configuration.map((declaration) => declarationWithout(declaration, concealer)),
    notes: [
      ...notes.map((note) => concealer.text(note)),
      ...(exposed.length > mostExposed
        ? [`${exposed.length} secrets stand in clear; the first ${mostExposed} are listed.`]
        : []),
    ],
  }
}

const mostExposed = 500

/** What is a secret by its name is one wherever it stands. */
function takeNamed({ plan, inState }: Draft, concealer: Concealer): void {
  for (const { address, before, after } of [...plan.resources, ...plan.drift]) {
    concealer.takeNamed(before, address)
    if (after !== before) concealer.takeNamed(after, address)
  }
  for (const { name, before, after } of plan.outputs) {
    for (const value of [before, after]) {
      concealer.takeNamed(value ?? null, `output.${name}`, name)
    }
  }
  for (const { address, before } of inState) concealer.takeNamed(before, address)
}

type Places = ReadonlyMap<string, Found>

function resourceWithout(resource: PlannedResource, concealer: Concealer) {
  const { before, after, action } = resource
  const was = concealer.value(before)
  const is = after === before ? was : concealer.value(after)
  const address = concealer.address(resource.address)
  const scrubbed: PlannedResource = {
    ...resource,
    address,
    module: concealer.address(resource.module),
    type: concealer.text(resource.type),
    name: concealer.text(resource.name),
    ...(typeof resource.key === 'string' && { key: concealer.key(resource.key) }),
    ...(resource.reason !== undefined && { reason: concealer.text(resource.reason) }),
    ...(resource.previousAddress !== undefined && {
      previousAddress: concealer.address(resource.previousAddress),
    }),
    ...(resource.deposed !== undefined && { deposed: concealer.text(resource.deposed) }),
    before: was.value,
    after: is.value,
    replacePaths: resource.replacePaths.map((path) => pathWithout(path, concealer)),
  }
  const exposed = action === 'delete' ? [] : exposedBy(address, was.found, is.found)
  return { resource: scrubbed, exposed }
}

function pathWithout(path: Path, concealer: Concealer): Path {
  return path.map((key) => (typeof key === 'string' ? concealer.key(key) : key))
}

function outputWithout(output: PlannedOutput, concealer: Concealer) {
  const name = concealer.text(output.name)
  const side = (value: Value | undefined) =>
    value === undefined ? { value, found: new Map<string, Found>() } : concealer.value(value, output.name)
  const [was, is] = [side(output.before), side(output.after)]
  const exposed = output.action === 'delete' ? [] : exposedBy(`output.${name}`, was.found, is.found)
  return { output: { ...output, name, before: was.value, after: is.value }, exposed }
}

/** What stands in clear after the change, by this change or before it, and what the state alone still holds. */
function exposedBy(address: string, before: Places, after: Places): ExposedSecret[] {
  const now = [...after].map(([key, found]): ExposedSecret => {
    const isOld = before.get(key)?.number === found.number
    return { address, path: found.path, because: found.because, when: isOld ? 'state' : 'after' }
  })
  return [
    ...now,
    ...[...before].filter(([key]) => !after.has(key)).map(([, found]) => inStateOnly(address, found)),
  ]
}

function stateExposed({ address, before }: Draft['inState'][number], concealer: Concealer): ExposedSecret[] {
  return [...concealer.value(before).found.values()].map((found) =>
    inStateOnly(concealer.address(address), found),
  )
}

function inStateOnly(address: string, { path, because }: Found): ExposedSecret {
  return { address, path, because, when: 'state' }
}

/** Literals that are secrets are left out. */
function declarationWithout(declaration: PlannedDeclaration, concealer: Concealer): PlannedDeclaration {
  const constants = [...declaration.constants].flatMap(([path, value]): [string, Value][] => {
    const { value: shown } = concealer.value(value, path.slice(path.lastIndexOf('.') + 1))
    return shown === value ? [[concealer.text(path), value]] : []
  })
  return {
    ...declaration,
    declared: concealer.address(declaration.declared),
    arguments: declaration.arguments.map((name) => concealer.text(name)),
    constants: new Map(constants),
    ...(declaration.references && { references: referencesWithout(declaration.references, concealer) }),
  }
}

type References = NonNullable<PlannedDeclaration['references']>

function referencesWithout(references: References, concealer: Concealer): References {
  return new Map(
    [...references].map(([name, named]) => [
      concealer.text(name),
      named.map((each) => concealer.address(each)),
    ]),
  )
}
