import type { Body } from '../../core/terraform/configuration.ts'
import { isList, isMap, isUnknown, type Value } from '../../core/terraform/value.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { withNames } from '../evaluate/follow.ts'
import { constantScope } from './constant-scope.ts'
import type { ModuleInstance } from './evaluation.ts'
import { statementOf } from './policy-statements.ts'

/**
 * The JSON that the data source `aws_iam_policy_document` makes of its blocks: statements of source documents first, replaced by its
 * own of the same sid, these by those of override documents.
 */
export function documentJson(body: Body, module: ModuleInstance): Value {
  const given = (...names: string[]) =>
    names.map((name) => statementsIn(body.attributes.get(name)?.value, module))
  const all = [
    ...given('source_json', 'source_policy_documents'),
    ownStatements(body),
    ...given('override_json', 'override_policy_documents'),
  ]
  const id = body.attributes.get('policy_id')?.value ?? null
  const document = new Map<string, Value>([
    ['Version', body.attributes.get('version')?.value ?? '2012-10-17'],
    ...(id === null ? [] : [['Id', id] as const]),
    ['Statement', all.reduce(merged, [])],
  ])
  return applied('jsonencode', document, module)
}

function ownStatements({ blocks, open }: Body): readonly Value[] {
  const more = open.get('statement')
  return [...blocks.filter(({ type }) => type === 'statement').map(statementOf), ...(more ? [more] : [])]
}

/** The statements of a document's text, or of a list of such texts. An unknown among them stands for any number. */
function statementsIn(given: Value | undefined, module: ModuleInstance): readonly Value[] {
  if (given === undefined || given === null || given === '') return []
  if (isList(given)) return given.flatMap((each) => (isList(each) ? [] : statementsIn(each, module)))
  const document = isUnknown(given) ? (given.json ?? given) : applied('jsondecode', given, module)
  if (isUnknown(document)) return [document]
  const statements = isMap(document) ? (document.get('Statement') ?? []) : []
  return isList(statements) ? statements : [statements]
}

function merged(statements: readonly Value[], over: readonly Value[]): readonly Value[] {
  const all = [...statements]
  for (const statement of over) {
    const sid = sidOf(statement)
    const at = sid === undefined ? -1 : all.findIndex((each) => sidOf(each) === sid)
    if (at < 0) all.push(statement)
    else all[at] = statement
  }
  return all
}

function sidOf(statement: Value): Value | undefined {
  const sid = isMap(statement) ? statement.get('Sid') : undefined
  return typeof sid === 'string' && sid !== '' ? sid : undefined
}

/** A function of the language, applied to a value. */
function applied(name: 'jsonencode' | 'jsondecode', value: Value, module: ModuleInstance): Value {
  const range = { start: 0, end: 0 }
  const scope = withNames(constantScope(module, module.code.directory), new Map([['value', value]]))
  return evaluate(
    { kind: 'call', name, args: [{ kind: 'name', name: 'value', range }], expands: false, range },
    scope,
  )
}
