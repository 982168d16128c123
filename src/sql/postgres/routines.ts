import type { CreateFunctionStmt, DefElem, DoStmt, FunctionParameter, Node } from 'libpg-query'
import type { CreateRoutine, Statement } from '../../core/statement.ts'
import { readAtomicBody, readBody } from './bodies.ts'
import { as, listName, only, optionNamed, type Readers, stringOf, strings, valueText } from './nodes.ts'
import type { Source } from './source.ts'
import { readType } from './types.ts'

export const routineReaders: Readers<[Source], Statement | Statement[]> = {
  CreateFunctionStmt: readRoutine,
  DoStmt: readDo,
}

function option(nodes: readonly Node[] | undefined, name: string): DefElem | undefined {
  return only(nodes, 'DefElem').find((element) => element.defname === name)
}

function readDo(node: DoStmt, source: Source): Statement[] {
  const language = (stringOf(optionNamed(node.args, 'language')) ?? 'plpgsql').toLowerCase()
  const code = option(node.args, 'as')
  const found = readBody({ source, language, text: stringOf(code?.arg) ?? '', at: source.at(code?.location) })
  const block = source.range
  return [
    { kind: 'do-block', range: block, language },
    ...found.map(({ statement, guarded }) => ({
      ...statement,
      inside: { block, guarded: guarded || statement.inside?.guarded === true },
    })),
  ]
}

function readRoutine(node: CreateFunctionStmt, source: Source): CreateRoutine {
  const written = stringOf(optionNamed(node.options, 'language'))
  const language = (written ?? (node.sql_body ? 'sql' : '')).toLowerCase()
  return {
    kind: 'create-routine',
    range: source.range,
    object: node.is_procedure ? 'procedure' : 'function',
    name: listName(node.funcname),
    parameters: only(node.parameters, 'FunctionParameter')
      .filter(isInput)
      .map((parameter) => readType(parameter.argType)),
    orReplace: node.replace ?? false,
    language,
    volatility: volatility(stringOf(optionNamed(node.options, 'volatility'))),
    securityDefiner: valueText(optionNamed(node.options, 'security') ?? { Boolean: {} }) === 'true',
    settings: settingsOf(node.options),
    body: readRoutineBody(node, source, language),
  }
}

function readRoutineBody(node: CreateFunctionStmt, source: Source, language: string): Statement[] {
  if (node.sql_body) return readAtomicBody(source)
  const code = option(node.options, 'as')
  const [text, symbol] = strings(as(code?.arg, 'List')?.items)
  if (text === undefined || symbol !== undefined) return []
  return readBody({ source, language, text, at: source.at(code?.location) }).map(({ statement }) => statement)
}

/** OUT and TABLE parameters are no part of what a call passes. */
function isInput(parameter: FunctionParameter): boolean {
  return parameter.mode !== 'FUNC_PARAM_OUT' && parameter.mode !== 'FUNC_PARAM_TABLE'
}

function volatility(word: string | undefined): CreateRoutine['volatility'] {
  return word === 'stable' || word === 'immutable' ? word : 'volatile'
}

function settingsOf(options: readonly Node[] | undefined): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const element of only(options, 'DefElem')) {
    const set = element.defname === 'set' ? as(element.arg, 'VariableSetStmt') : undefined
    if (set?.name !== undefined) settings[set.name.toLowerCase()] = (set.args ?? []).map(valueText).join(', ')
  }
  return settings
}
