import { jsonValue } from '../terraform/json.ts'
import {
  isList,
  isMap,
  isUnknown,
  type Path,
  type Unknown,
  unknown,
  type Value,
  type ValueMap,
} from '../terraform/value.ts'

/** A policy document of AWS (IAM, bucket, key, trust policies), read. */
export interface Policy {
  readonly statements: readonly PolicyStatement[]
  /** Set where there may be more to it than the statements: what is not known. */
  readonly open?: Unknown
}

export interface PolicyStatement {
  /** Where in the policy it stands: `['Statement', 0]`. */
  readonly at: Path
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** In lower case, as the service reads them. */
  readonly actions: Patterns
  /** Actions that are written in another case, by what they are in lower case. */
  readonly written?: ReadonlyMap<string, string>
  readonly resources: Patterns
  /**
   * Left out in a policy that speaks of whom it is attached to. `*` is everybody; others with their kind: `aws:arn:aws:iam::1:role/etl`,
   * `service:glue.amazonaws.com`, `federated:...`. A whole account is `aws:arn:aws:iam::1:*`.
   */
  readonly principals?: Patterns
  readonly conditions: readonly Condition[]
}

/** Everything that one of the patterns fits (`*` and `?` are wild), or everything but that. */
export interface Patterns {
  readonly not: boolean
  readonly of: readonly Text[]
}

/** Unknown where it is a text with a hole, or wholly unknown. */
export type Text = string | Unknown

/** One key under one operator; a statement applies where all of its conditions hold. */
export interface Condition {
  /** In lower case, without quantifier and `IfExists`: `stringlike`. With `not` in it, none of the values may fit. */
  readonly operator: string
  readonly quantifier?: 'forallvalues' | 'foranyvalue'
  /** Whether it holds where the request has no such key: under `IfExists`, and for operators with a `not`. */
  readonly ifAbsent: boolean
  /** In lower case: `aws:sourceip`. */
  readonly key: string
  /** Operator and key in the case they are written in. */
  readonly written: string
  readonly values: readonly Text[]
}

/** A policy from what an attribute says: JSON text, known or in part, or the value itself. Nothing said is a policy without statements. */
export function readPolicy(value: Value | undefined): Policy {
  if (value === undefined || value === null || value === '') return { statements: [] }
  const json = isMap(value) ? value : jsonValue(value)
  if (isUnknown(json)) return { statements: [], open: json }
  if (!isMap(json)) return { statements: [], open: unknown('the policy is no JSON object') }
  const written = field(json, 'Statement')
  if (isMap(written) || isUnknown(written)) return policyOf([{ value: written, at: ['Statement'] }])
  const values = isList(written) ? written : []
  return policyOf(values.map((value, i) => ({ value, at: ['Statement', i] })))
}

function policyOf(written: readonly { readonly value: Value; readonly at: Path }[]): Policy {
  const read = written.map(({ value, at }) => (isMap(value) ? statementOf(value, at) : openOf(value)))
  const statements = read.filter((each): each is PolicyStatement => 'effect' in each)
  const open = read.find((each): each is Unknown => !('effect' in each))
  return { statements, ...(open && { open }) }
}

function openOf(value: Value): Unknown {
  return isUnknown(value) ? value : unknown('a statement of the policy cannot be read')
}

function statementOf(map: ValueMap, at: Path): PolicyStatement | Unknown {
  const effect = field(map, 'Effect')
  if (effect !== 'Allow' && effect !== 'Deny') return openOf(effect ?? null)
  const sid = field(map, 'Sid')
  const principals = principalsOf(map)
  return {
    at,
    ...(typeof sid === 'string' && { sid }),
    effect,
    ...actionsOf(patternsOf(map, 'Action')),
    // A trust policy names no resource: it is about the role itself.
    resources: patternsOf(map, 'Resource') ?? { not: false, of: ['*'] },
    ...(principals && { principals }),
    conditions: conditionsOf(field(map, 'Condition')),
  }
}

function patternsOf(map: ValueMap, name: string): Patterns | undefined {
  const positive = field(map, name)
  const negative = field(map, `Not${name}`)
  if (positive !== undefined) return { not: false, of: textsOf(positive) }
  return negative === undefined ? undefined : { not: true, of: textsOf(negative) }
}

function principalsOf(map: ValueMap): Patterns | undefined {
  const positive = field(map, 'Principal')
  const negative = field(map, 'NotPrincipal')
  const written = positive ?? negative
  if (written === undefined || written === null) return undefined
  const of = isMap(written)
    ? [...written].flatMap(([kind, names]) => textsOf(names).map((name) => principalText(kind, name)))
    : textsOf(written)
  return { not: positive === undefined, of }
}

/** A principal with its kind before it. */
export function principalText(kind: string, name: Text): Text {
  if (typeof name !== 'string') return prefixed(`${kind.toLowerCase()}:`, name)
  if (name === '*' && kind.toLowerCase() === 'aws') return '*'
  const account = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1]
  if (account) return `aws:arn:aws:iam::${account}:*`
  return kind === '*' ? name : `${kind.toLowerCase()}:${name}`
}

/** An unknown with nothing said around it may be anything, everybody included; one that begins with a reference is some principal. */
function prefixed(prefix: string, name: Unknown): Unknown {
  if (!name.parts && !name.reference) return name
  return { kind: 'unknown', because: name.because, parts: [prefix, ...(name.parts ?? [name])] }
}

function conditionsOf(value: Value | undefined): Condition[] {
  if (value === undefined || value === null) return []
  if (!isMap(value)) return [unreadCondition(openOf(value))]
  return [...value].flatMap(([operator, keys]) =>
    isMap(keys)
      ? [...keys].map(([key, values]) => conditionOf(operator, key, textsOf(values)))
      : [unreadCondition(openOf(keys))],
  )
}

/** A condition by its operator as written: `ForAnyValue:StringLikeIfExists`. */
export function conditionOf(written: string, key: string, values: readonly Text[]): Condition {
  const match = /^(?:(forallvalues|foranyvalue):)?(\w+?)(ifexists)?$/.exec(written.toLowerCase())
  const quantifier = match?.[1] as Condition['quantifier']
  const operator = match?.[2] ?? written.toLowerCase()
  const asksForAbsence = operator === 'null' && values.includes('true')
  return {
    operator,
    ...(quantifier && { quantifier }),
    ifAbsent:
      match?.[3] !== undefined || operator.includes('not') || quantifier === 'forallvalues' || asksForAbsence,
    key: key.toLowerCase(),
    written: `${written} ${key}`,
    values,
  }
}

function unreadCondition(value: Unknown): Condition {
  return { operator: 'unknown', ifAbsent: false, key: '', written: '', values: [value] }
}

function textsOf(value: Value): Text[] {
  const values = isList(value) ? value : [value]
  return values.flatMap((each): Text[] => {
    if (typeof each === 'string' || isUnknown(each)) return [each]
    if (typeof each === 'number' || typeof each === 'boolean') return [String(each)]
    return each === null ? [] : [unknown('a text of the policy cannot be read')]
  })
}

/** What actions are compared by, and how they are written. */
export function actionsOf(
  { not, of }: Patterns = { not: false, of: [] },
): Pick<PolicyStatement, 'actions' | 'written'> {
  const cased = of.filter((text) => typeof text === 'string').filter((text) => text !== text.toLowerCase())
  return {
    actions: { not, of: of.map(lower) },
    ...(cased.length > 0 && { written: new Map(cased.map((text) => [text.toLowerCase(), text])) }),
  }
}

function lower(text: Text): Text {
  if (typeof text === 'string') return text.toLowerCase()
  if (!text.parts) return text
  return { ...text, parts: text.parts.map((part) => (typeof part === 'string' ? part.toLowerCase() : part)) }
}

/** The service reads names of elements in any case. */
function field(map: ValueMap, name: string): Value | undefined {
  if (map.has(name)) return map.get(name)
  const lower = name.toLowerCase()
  return [...map].find(([key]) => key.toLowerCase() === lower)?.[1]
}
