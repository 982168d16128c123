import { kindOf } from './kind.ts'
import type { Span } from './span.ts'

/**
 * Literals in a call of dbt's templates that are values. Names of models, sources, variables and macros, and what `config` is told, are
 * structure as far as its keys are known; the default of a variable is none.
 */
export function templateLiterals(code: string): Span[] {
  const calls: { word: string; argument: number; key: string }[] = []
  const found: Span[] = []
  let last = ''
  for (const { index, 0: text } of code.matchAll(token)) {
    if (/^["']/.test(text)) {
      const value = text.slice(1, text.length > 1 && text.endsWith(text[0] ?? '') ? -1 : undefined)
      if (!isKept(value, calls))
        found.push({ kind: kindOf(value), start: index + 1, end: index + 1 + value.length })
    } else if (/^\d/.test(text)) {
      if (!/^\d{1,2}$/.test(text) && !isTold(calls))
        found.push({ kind: 'NUMBER', start: index, end: index + text.length })
    } else if (/^[([{]$/.test(text)) calls.push({ word: text === '(' ? last : '', argument: 0, key: '' })
    else if (/^[)\]}]$/.test(text)) calls.pop()
    else if (text === ',') {
      const call = calls.at(-1)
      if (call) call.argument++
      if (call) call.key = ''
    } else if (text === '=') {
      const call = calls.at(-1)
      if (call) call.key = last
    }
    last = text.slice(0, 60)
  }
  return found
}

const token = /"(?:[^"\\]|\\[\s\S])*(?:"|$)|'(?:[^'\\]|\\[\s\S])*(?:'|$)|[A-Za-z_]\w*|\d[\d.]*|\S/g

interface Call {
  readonly word: string
  readonly argument: number
  /** Of an argument that has a name. */
  readonly key: string
}

const naming = /^(?:ref|source|get_relation|doc|import|include|extends|dispatch|return|metric|dimension)$/
const namingFirst = /^(?:var|env_var|get|run_query|statement|call|block|set)$/
const word = /^[\w.$ -]{0,63}$/

function isKept(value: string, calls: readonly Call[]): boolean {
  if (!word.test(value)) return /^[^\p{L}\p{N}]{0,3}$/u.test(value)
  const call = calls.at(-1)
  if (value === '') return true
  if (isTold(calls)) return isStructural(calls) && !/\s/.test(value)
  return (
    call !== undefined && (naming.test(call.word) || (namingFirst.test(call.word) && call.argument === 0))
  )
}

/** Keys of dbt under which a model is described, not what or who is in it. */
const structural =
  /^(?:materialized|unique_key|schema|database|alias|tags|incremental_strategy|strategy|on_schema_change|on_configuration_change|partition_by|cluster_by|indexes|dist|sort|sort_type|file_format|updated_at|check_cols|target_schema|target_database|merge_update_columns|merge_exclude_columns|event_time|batch_size)$/

function isStructural(calls: readonly Call[]): boolean {
  return calls.some(({ word, key }) => word === 'config' && structural.test(key))
}

/** Whether this is inside a `config(...)`, at any depth. */
function isTold(calls: readonly Call[]): boolean {
  return calls.some(({ word }) => word === 'config')
}
