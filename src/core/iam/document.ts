import type { Block } from '../terraform/configuration.ts'
import { read } from '../terraform/read.ts'
import { isList, isUnknown, unknown, type Value } from '../terraform/value.ts'
import {
  actionsOf,
  type Condition,
  conditionOf,
  type Patterns,
  type PolicyStatement,
  principalText,
  type Text,
} from './policy.ts'

export interface WrittenStatement {
  readonly statement: PolicyStatement
  readonly block: Block
}

/** The statements that the blocks of an `aws_iam_policy_document` write down; one whose effect is not known is left out. */
export function statementsOf(document: Block): readonly WrittenStatement[] {
  return document.blocks
    .filter(({ type }) => type === 'statement')
    .flatMap((block) => {
      const statement = statementOf(block)
      return statement ? [{ statement, block }] : []
    })
}

function statementOf(block: Block): PolicyStatement | undefined {
  const effect = read(block, 'effect').value ?? 'Allow'
  if (effect !== 'Allow' && effect !== 'Deny') return undefined
  const sid = read(block, 'sid').value
  const principals = principalsOf(block)
  return {
    at: [],
    ...(typeof sid === 'string' && { sid }),
    effect,
    ...actionsOf(patternsOf(block, 'actions')),
    resources: patternsOf(block, 'resources') ?? { not: false, of: ['*'] },
    ...(principals && { principals }),
    conditions: conditionsOf(block),
  }
}

function patternsOf(block: Block, name: string): Patterns | undefined {
  const of = textsOf(read(block, name).value)
  if (of.length > 0) return { not: false, of }
  const left = textsOf(read(block, `not_${name}`).value)
  return left.length > 0 ? { not: true, of: left } : undefined
}

function principalsOf(block: Block): Patterns | undefined {
  for (const type of ['principals', 'not_principals']) {
    const blocks = block.blocks.filter((nested) => nested.type === type)
    const open = block.open.get(type)
    if (blocks.length === 0 && !open) continue
    const of = blocks.flatMap((nested) => {
      const kind = read(nested, 'type').value
      return textsOf(read(nested, 'identifiers').value).map((name) =>
        typeof kind === 'string' ? principalText(kind, name) : unknown('the kind of principal is not known'),
      )
    })
    return { not: type === 'not_principals', of: open ? [...of, open] : of }
  }
  return undefined
}

function conditionsOf(block: Block): Condition[] {
  const open = block.open.get('condition')
  const written = block.blocks
    .filter(({ type }) => type === 'condition')
    .map((nested) => {
      const [test, variable] = [read(nested, 'test').value, read(nested, 'variable').value]
      const values = textsOf(read(nested, 'values').value)
      if (typeof test === 'string' && typeof variable === 'string') return conditionOf(test, variable, values)
      return conditionOf('unknown', '', [unknown('the condition is not known')])
    })
  return open ? [...written, conditionOf('unknown', '', [open])] : written
}

function textsOf(value: Value | undefined): Text[] {
  if (value === undefined || value === null) return []
  const values = isList(value) ? value : [value]
  return values.flatMap((each): Text[] => {
    if (typeof each === 'string' || isUnknown(each)) return [each]
    return typeof each === 'number' || typeof each === 'boolean' ? [String(each)] : []
  })
}
