import type { TransactionStmt, VariableSetStmt } from 'libpg-query'
import type { SetParameter, Statement, TransactionControl } from '../../core/statement.ts'
import { optionsOf, type Readers, valueText } from './nodes.ts'
import type { Source } from './source.ts'
import { other } from './verbs.ts'

/** SET, RESET, DISCARD and transaction control. */
export const settingReaders: Readers<[Source], Statement> = {
  VariableSetStmt: readSet,
  DiscardStmt: (node, source) =>
    node.target === 'DISCARD_ALL' || node.target === undefined
      ? setting(source, '*', null, false)
      : other(source),
  TransactionStmt: readTransaction,
}

export function setting(
  source: Source,
  parameter: string,
  values: readonly string[] | null,
  local: boolean,
): SetParameter {
  return { kind: 'set', range: source.range, parameter, values, local }
}

function readSet(node: VariableSetStmt, source: Source): SetParameter {
  const local = node.is_local ?? false
  if (node.kind === 'VAR_RESET_ALL') return setting(source, '*', null, local)
  const parameter = (node.name ?? '').toLowerCase()
  if (node.kind === 'VAR_SET_MULTI') {
    const values = (node.args ?? []).flatMap((arg) =>
      'DefElem' in arg ? Object.entries(optionsOf([arg])) : [],
    )
    return setting(
      source,
      parameter.toLowerCase(),
      values.map(([name, value]) => `${name} ${value}`),
      local,
    )
  }
  const resets =
    node.kind === 'VAR_RESET' || node.kind === 'VAR_SET_DEFAULT' || node.kind === 'VAR_SET_CURRENT'
  return setting(source, parameter, resets ? null : (node.args ?? []).map(valueText), local)
}

const actions: Readonly<Record<string, TransactionControl['action']>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
  TRANS_STMT_SAVEPOINT: 'savepoint',
  TRANS_STMT_RELEASE: 'release',
  TRANS_STMT_ROLLBACK_TO: 'rollback-to',
  TRANS_STMT_PREPARE: 'prepare',
}

function readTransaction(node: TransactionStmt, source: Source): TransactionControl {
  return { kind: 'transaction', range: source.range, action: actions[node.kind ?? ''] ?? 'other' }
}
