import type { TerraformDocument } from '../../../src/core/document.ts'
import { statementsOf } from '../../../src/core/iam/document.ts'
import { patternOf } from '../../../src/core/iam/pattern.ts'
import { type Patterns, type PolicyStatement, readPolicy } from '../../../src/core/iam/policy.ts'
import type { Block, Resource } from '../../../src/core/terraform/configuration.ts'
import { blocksAt, placeAt, read } from '../../../src/core/terraform/read.ts'
import { type Unknown, unknown } from '../../../src/core/terraform/value.ts'
import type { Place } from '../../../src/core/text.ts'
import type { Judge, Told, World } from './family.ts'
import { isBoundary } from './iam-attachments.ts'

/** Resources that give an identity its permissions, and the attribute that holds the policy. */
const attributes: ReadonlyMap<string, string> = new Map([
  ['aws_iam_policy', 'policy'],
  ['aws_iam_role_policy', 'policy'],
  ['aws_iam_user_policy', 'policy'],
  ['aws_iam_group_policy', 'policy'],
  ['aws_ssoadmin_permission_set_inline_policy', 'inline_policy'],
  ['aws_iam_role', 'inline_policy'],
])

export const identityPolicies: readonly string[] = [...attributes.keys()]
export const policyDocument = 'data.aws_iam_policy_document'

/** A statement of an identity's policy, and where it is written. */
export interface Granted {
  readonly statement: PolicyStatement
  readonly place: Place
  readonly via: readonly Place[]
}

export interface Grants {
  readonly granted: readonly Granted[]
  /** Set where there may be more: what is not known. */
  readonly open?: Unknown
}

/**
 * What a policy grants to whom it is attached; a boundary grants nothing. Of a statement that comes from a policy document of the same configuration, the document
 * alone is spoken of.
 */
export function grantsOf(resource: Resource, { document }: World): Grants {
  if (resource.mode === 'data') return documentGrants(resource, document)
  if (isBoundary(resource, document)) return { granted: [] }
  const name = attributes.get(resource.resourceType) ?? 'policy'
  const found = (name === 'inline_policy' ? inlineBlocks(resource) : [resource]).map((block) =>
    writtenGrants(block, block === resource ? name : 'policy'),
  )
  const written = keysOf(document).documents
  const granted = found.flatMap((each) => each.granted)
  const open = found.find((each) => each.open)?.open
  return {
    granted: granted.filter(({ statement }) => !written.has(keyOf(statement))),
    ...(open && { open }),
  }
}

/** A role may hold policies of its own in blocks; elsewhere this is an attribute. */
function inlineBlocks(resource: Resource): readonly Block[] {
  const { blocks } = blocksAt(resource, 'inline_policy')
  return blocks.length === 0 && resource.attributes.has('inline_policy') ? [resource] : blocks
}

function writtenGrants(block: Block, name: string): Grants {
  const { value, attribute } = read(block, name)
  const { statements, open } = readPolicy(value)
  const granted = statements
    .filter(({ principals }) => !principals)
    .map((statement) => ({
      statement,
      place: placeAt(block, [name, ...statement.at]),
      via: attribute?.via ?? [],
    }))
  return { granted, ...(open && { open }) }
}

function documentGrants(resource: Resource, document: TerraformDocument): Grants {
  const limits = keysOf(document).limits
  const granted = statementsOf(resource)
    .filter(({ statement }) => !statement.principals && !limits.has(keyOf(statement)))
    .map(({ statement, block }) => ({ statement, place: block.header, via: [] }))
  const open = resource.open.get('statement')
  return { granted, ...(open && { open }) }
}

interface Keys {
  /** Statements of policy documents. */
  readonly documents: ReadonlySet<string>
  /** Statements of what only says how far others may go: policies of an organisation, of an endpoint, boundaries. */
  readonly limits: ReadonlySet<string>
}

const known = new WeakMap<TerraformDocument, Keys>()

function keysOf(document: TerraformDocument): Keys {
  const keys = known.get(document) ?? {
    documents: new Set(
      document.resources
        .filter(({ mode, resourceType }) => mode === 'data' && resourceType === 'aws_iam_policy_document')
        .flatMap((resource) => statementsOf(resource).map(({ statement }) => keyOf(statement))),
    ),
    limits: limitsIn(document),
  }
  known.set(document, keys)
  return keys
}

/** What grants something as well is no mere limit. */
function limitsIn(document: TerraformDocument): ReadonlySet<string> {
  const keys = (resources: readonly Resource[], names: ReadonlyMap<string, string>) =>
    resources.flatMap((resource) => statementKeys(resource, names.get(resource.resourceType)))
  const { limits = [], grants = [] } = Object.groupBy(document.resources, (resource) =>
    isBoundary(resource, document) ? 'limits' : 'grants',
  )
  const granted = new Set(keys(grants, attributes))
  const limiters = [...keys(limits, attributes), ...keys(grants, limiting)]
  return new Set(limiters.filter((key) => !granted.has(key)))
}

const limiting: ReadonlyMap<string, string> = new Map([
  ['aws_organizations_policy', 'content'],
  ['aws_vpc_endpoint', 'policy'],
  ['aws_vpc_endpoint_policy', 'policy'],
])

function statementKeys(resource: Resource, name: string | undefined): string[] {
  return name ? readPolicy(read(resource, name).value).statements.map(keyOf) : []
}

function keyOf({ at, ...statement }: PolicyStatement): string {
  return JSON.stringify([statement.sid ?? '', statement.effect, ...sides(statement)])
}

function sides({ actions, resources, conditions }: Omit<PolicyStatement, 'at'>): string[] {
  const text = ({ not, of }: Patterns) => `${not} ${of.map((each) => patternOf(each).join('')).toSorted()}`
  return [text(actions), text(resources), ...conditions.map(({ operator, key }) => `${operator} ${key}`)]
}

/** What is said of one statement: a fact that is wrong, that it cannot be told, or nothing. */
export type Answer = string | Unknown | undefined

/** No statement may be what is asked for; the fact ends a sentence about the policy: `it allows ... on ...`. */
export function noGrant(what: string, ask: (statement: PolicyStatement) => Answer): Judge {
  return (resource, world) => {
    const { granted, open } = grantsOf(resource, world)
    const told = granted.flatMap((each) => tell(what, each, ask(each.statement)))
    return open ? [...told, { kind: 'unclear', what, place: resource.header, because: open }] : told
  }
}

export function tell(what: string, { place, via }: Granted, answer: Answer): Told[] {
  if (answer === undefined) return []
  if (typeof answer !== 'string') return [{ kind: 'unclear', what, place, because: answer }]
  return [{ kind: 'bad', what, place, fact: answer, value: answer, via }]
}

export const unclear = (text: string): Unknown => unknown(text)
