import { isOpen } from '../terraform/networks.ts'
import { isUnknown } from '../terraform/value.ts'
import type { Condition, PolicyStatement, Text } from './policy.ts'

/** Keys of conditions that tie a request to somebody: an account, an organisation, a network, one resource. */
const narrowing = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'aws:username',
  'aws:vpcsourceip',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
])

/** Operators under which only the values that are named pass. */
const positive = /^(?:string(?:equals(?:ignorecase)?|like)|arn(?:equals|like)|ipaddress)$/

/** Whether a statement allows something to everybody: any principal, and no condition that narrows it to somebody. */
export function isPublicStatement(statement: PolicyStatement): 'yes' | 'no' | 'unknown' {
  const { effect, principals } = statement
  if (effect === 'Deny' || !principals) return 'no'
  const everybody = isEverybody(principals.not, principals.of)
  if (everybody === 'no') return 'no'
  const open = statement.conditions.map(isNarrowing)
  if (open.includes('yes')) return 'no'
  return open.includes('unknown') ? 'unknown' : everybody
}

/** NotPrincipal with Allow means everybody else. */
function isEverybody(not: boolean, of: readonly Text[]): 'yes' | 'no' | 'unknown' {
  if (not || of.includes('*')) return 'yes'
  return of.some((text) => isUnknown(text) && !text.parts && !text.reference) ? 'unknown' : 'no'
}

function isNarrowing({ operator, key, ifAbsent, values }: Condition): 'yes' | 'no' | 'unknown' {
  if (operator === 'unknown') return 'unknown'
  if (ifAbsent || !narrowing.has(key) || !positive.test(operator)) return 'no'
  const answers = values.map(isNarrow)
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

function isNarrow(value: Text): 'yes' | 'no' | 'unknown' {
  if (isUnknown(value)) return value.reference || value.parts ? 'yes' : 'unknown'
  return /^(?:o-)?[*?:/]*$/.test(value) || /^arn:\*/.test(value) || isOpen(value) === true ? 'no' : 'yes'
}
