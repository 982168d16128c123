import type { Constraint, Node } from 'libpg-query'
import type { Expression, Source as FromSource, Query } from '../../core/query.ts'
import type { ConstraintDefinition, Reference, ReferentialAction } from '../../core/statement.ts'
import type { Range } from '../../core/text.ts'
import { as, relationName, strings } from './nodes.ts'
import { readExpression } from './reading.ts'
import type { Source } from './source.ts'

const definitionKinds: Readonly<Record<string, ConstraintDefinition['kind']>> = {
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_FOREIGN: 'foreign-key',
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclude',
  CONSTR_NOTNULL: 'not-null',
}

/** Kinds that become a definition of their own; the others are attributes of a column or of the constraint before them. */
export function isDefinition(node: Constraint): boolean {
  return definitionKinds[node.contype ?? ''] !== undefined
}

/** A table constraint; `column` is the column an inline constraint is written on. */
export function readConstraint(
  node: Constraint,
  source: Source,
  range: Range,
  column?: string,
): ConstraintDefinition {
  const kind = definitionKinds[node.contype ?? ''] ?? 'check'
  const rule = node.raw_expr ? readExpression(node.raw_expr, source) : undefined
  const references = kind === 'foreign-key' ? readReference(node) : undefined
  const enforceable = kind === 'check' || kind === 'foreign-key'
  return {
    range,
    kind,
    ...(node.conname !== undefined && { name: node.conname }),
    columns: constrained(node, kind, rule, column),
    notValid: node.skip_validation ?? false,
    notEnforced: enforceable && !node.is_enforced,
    deferrable: node.deferrable ?? false,
    nullsNotDistinct: node.nulls_not_distinct ?? false,
    noInherit: node.is_no_inherit ?? false,
    ...(node.indexname !== undefined && { usingIndex: node.indexname }),
    include: strings(node.including),
    ...(rule && { expression: rule }),
    ...(references && { references }),
  }
}

function constrained(
  node: Constraint,
  kind: ConstraintDefinition['kind'],
  rule: Expression | undefined,
  column?: string,
): string[] {
  if (kind === 'check') return rule ? columnsRead(rule) : []
  if (kind === 'exclude') return excluded(node.exclusions)
  const listed = strings(kind === 'foreign-key' ? node.fk_attrs : node.keys)
  return listed.length === 0 && column !== undefined ? [column] : listed
}

function excluded(exclusions: readonly Node[] | undefined): string[] {
  return (exclusions ?? []).flatMap((pair) => {
    const element = as(as(pair, 'List')?.items?.[0], 'IndexElem')
    return element?.name === undefined ? [] : [element.name]
  })
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

function readReference(node: Constraint): Reference {
  return {
    table: relationName(node.pktable),
    columns: strings(node.pk_attrs),
    onDelete: actions[node.fk_del_action ?? 'a'] ?? 'no action',
    onUpdate: actions[node.fk_upd_action ?? 'a'] ?? 'no action',
  }
}

/** Names of the columns an expression reads, in order, each once. */
function columnsRead(expression: Expression): string[] {
  const found = new Set<string>()
  collect(expression, found)
  return [...found]
}

/** Walks any part of an expression or query; every column in it is named by an object of kind `column`. */
function collect(
  part: Expression | Query | FromSource | readonly unknown[] | object,
  found: Set<string>,
): void {
  if ('kind' in part && part.kind === 'column' && 'name' in part && typeof part.name === 'string')
    found.add(part.name)
  for (const inner of Object.values(part))
    if (typeof inner === 'object' && inner !== null) collect(inner, found)
}

/** A table constraint's range: from its location to the end of the list element it is. */
export function elementRange(source: Source, location: number | undefined): Range {
  const at = source.at(location)
  if (at < 0) return source.range
  const { tokens } = source
  return source.span(at, tokens.end(tokens.elementEnd(tokens.from(at))))
}

/** Ranges of constraints written in a row on a column: each ends where the next begins. */
export function inlineRange(source: Source, location: number | undefined, next: number | undefined): Range {
  const whole = elementRange(source, location)
  if (next === undefined || source.at(next) < 0) return whole
  const { tokens } = source
  const before = tokens.from(source.at(next)) - 1
  return { start: whole.start, end: Math.min(whole.end, source.place(tokens.end(before))) }
}

/** Attributes written after a constraint (`DEFERRABLE`, `NOT ENFORCED`), which the grammar keeps apart on a column. */
export function withAttribute(definition: ConstraintDefinition, attribute: Constraint): ConstraintDefinition {
  switch (attribute.contype) {
    case 'CONSTR_ATTR_DEFERRABLE':
    case 'CONSTR_ATTR_DEFERRED':
      return { ...definition, deferrable: true }
    case 'CONSTR_ATTR_NOT_ENFORCED':
      return { ...definition, notEnforced: true }
    default:
      return definition
  }
}
