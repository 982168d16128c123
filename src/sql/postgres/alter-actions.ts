import type { AlterTableCmd } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import type { AlterAction } from '../../core/statement.ts'
import { type Range, slice } from '../../core/text.ts'
import type { ActionBody } from './altered.ts'
import { readColumnDefinition } from './columns.ts'
import { readConstraint } from './constraints.ts'
import { as, only, optionsOf, relationName, strings } from './nodes.ts'
import { readExpression } from './reading.ts'
import { roleName } from './roles.ts'
import type { Source } from './source.ts'
import { readBound } from './tables.ts'
import { readType } from './types.ts'

type Action = (command: AlterTableCmd, source: Source, range: Range) => ActionBody | undefined
type Subtype = NonNullable<AlterTableCmd['subtype']>

/** One ALTER TABLE subcommand; what no rule or catalog knows keeps its text. */
export function readAction(command: AlterTableCmd, source: Source, range: Range): ActionBody {
  const read = actions[command.subtype ?? 'AT_ReAddComment']
  const local: Range = { start: source.local(range.start), end: source.local(range.end) }
  return read?.(command, source, range) ?? { kind: 'other-action', text: slice(source.sql, local) }
}

const column = (command: AlterTableCmd) => command.name ?? ''
const cascades = (command: AlterTableCmd) => command.behavior === 'DROP_CASCADE'
const missing = (command: AlterTableCmd) => command.missing_ok ?? false

const alterType: Action = (command, source) => {
  const definition = as(command.def, 'ColumnDef')
  const collation = strings(definition?.collClause?.collname)
  return {
    kind: 'alter-type',
    column: column(command),
    type: readType(definition?.typeName),
    ...(definition?.raw_default && { using: readExpression(definition.raw_default, source) }),
    ...(collation.length > 0 && { collation: nameOf(...collation) }),
  }
}

const setDefault: Action = (command, source) =>
  command.def
    ? { kind: 'set-default', column: column(command), default: readExpression(command.def, source) }
    : { kind: 'drop-default', column: column(command) }

const addColumn: Action = (command, source) => {
  const definition = as(command.def, 'ColumnDef')
  if (!definition) return undefined
  return {
    kind: 'add-column',
    column: readColumnDefinition(definition, source),
    ifNotExists: missing(command),
  }
}

/** The constraint itself begins after ADD. */
const addConstraint: Action = (command, source, range) => {
  const constraint = as(command.def, 'Constraint')
  if (!constraint) return undefined
  const start = source.place(Math.max(source.at(constraint.location), source.local(range.start)))
  return { kind: 'add-constraint', constraint: readConstraint(constraint, source, { start, end: range.end }) }
}

const identity: Action = (command) => {
  const constraint = as(command.def, 'Constraint')
  const always = constraint?.generated_when === 'a'
  return { kind: 'add-identity', column: column(command), identity: always ? 'always' : 'by default' }
}

const attach: Action = (command, source) => {
  const partition = as(command.def, 'PartitionCmd')
  if (!partition) return undefined
  const name = relationName(partition.name)
  if (!partition.bound) return { kind: 'attach-index', index: name }
  return { kind: 'attach-partition', partition: name, bound: readBound(partition.bound, source) }
}

const detach: Action = (command) => {
  const partition = as(command.def, 'PartitionCmd')
  const mode =
    command.subtype === 'AT_DetachPartitionFinalize'
      ? 'finalize'
      : partition?.concurrent
        ? 'concurrently'
        : 'blocking'
  return { kind: 'detach-partition', partition: relationName(partition?.name), mode }
}

const replicaIdentities = { d: 'default', f: 'full', n: 'nothing', i: 'index' } as const

const replicaIdentity: Action = (command) => {
  const setting = as(command.def, 'ReplicaIdentityStmt')
  const type = setting?.identity_type as keyof typeof replicaIdentities | undefined
  return {
    kind: 'replica-identity',
    identity: replicaIdentities[type ?? 'd'],
    ...(setting?.name !== undefined && { index: setting.name }),
  }
}

const inherit =
  (kind: 'inherit' | 'no-inherit'): Action =>
  (command) => ({ kind, parent: relationName(as(command.def, 'RangeVar')) })

const security =
  (setting: Extract<AlterAction, { kind: 'row-security' }>['setting']): Action =>
  () => ({ kind: 'row-security', setting })

const trigger =
  (setting: Extract<AlterAction, { kind: 'trigger' }>['setting'], which?: 'all' | 'user'): Action =>
  (command) => ({ kind: 'trigger', setting, trigger: which ?? command.name ?? '' })

const resetOptions: Action = (command) => ({
  kind: 'reset-options',
  options: only(as(command.def, 'List')?.items, 'DefElem').map((option) =>
    (option.defname ?? '').toLowerCase(),
  ),
})

const actions: Readonly<Partial<Record<Subtype, Action>>> = {
  AT_AddColumn: addColumn,
  AT_AddColumnToView: addColumn,
  AT_DropColumn: (c) => ({
    kind: 'drop-column',
    column: column(c),
    ifExists: missing(c),
    cascade: cascades(c),
  }),
  AT_AlterColumnType: alterType,
  AT_ColumnDefault: setDefault,
  AT_SetNotNull: (c) => ({ kind: 'set-not-null', column: column(c) }),
  AT_DropNotNull: (c) => ({ kind: 'drop-not-null', column: column(c) }),
  AT_AddIdentity: identity,
  AT_DropIdentity: (c) => ({ kind: 'drop-identity', column: column(c), ifExists: missing(c) }),
  AT_SetExpression: (c, source) =>
    c.def
      ? { kind: 'set-expression', column: column(c), expression: readExpression(c.def, source) }
      : undefined,
  AT_DropExpression: (c) => ({ kind: 'drop-expression', column: column(c), ifExists: missing(c) }),
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: (c) => ({
    kind: 'drop-constraint',
    name: column(c),
    ifExists: missing(c),
    cascade: cascades(c),
  }),
  AT_AlterConstraint: (c) => ({
    kind: 'alter-constraint',
    name: as(c.def, 'ATAlterConstraint')?.conname ?? column(c),
  }),
  AT_ValidateConstraint: (c) => ({ kind: 'validate-constraint', name: column(c) }),
  AT_ChangeOwner: (c) => ({ kind: 'set-owner', owner: roleName(c.newowner) }),
  AT_EnableRowSecurity: security('enable'),
  AT_DisableRowSecurity: security('disable'),
  AT_ForceRowSecurity: security('force'),
  AT_NoForceRowSecurity: security('no force'),
  AT_EnableTrig: trigger('enable'),
  AT_EnableAlwaysTrig: trigger('enable always'),
  AT_EnableReplicaTrig: trigger('enable replica'),
  AT_DisableTrig: trigger('disable'),
  AT_EnableTrigAll: trigger('enable', 'all'),
  AT_DisableTrigAll: trigger('disable', 'all'),
  AT_EnableTrigUser: trigger('enable', 'user'),
  AT_DisableTrigUser: trigger('disable', 'user'),
  AT_ReplicaIdentity: replicaIdentity,
  AT_SetLogged: () => ({ kind: 'set-persistence', logged: true }),
  AT_SetUnLogged: () => ({ kind: 'set-persistence', logged: false }),
  AT_SetTableSpace: (c) => ({ kind: 'set-tablespace', tablespace: column(c) }),
  AT_SetAccessMethod: (c) => ({ kind: 'set-access-method', method: c.name ?? 'default' }),
  AT_SetRelOptions: (c) => ({ kind: 'set-options', options: optionsOf(as(c.def, 'List')?.items) }),
  AT_ResetRelOptions: resetOptions,
  AT_AttachPartition: attach,
  AT_DetachPartition: detach,
  AT_DetachPartitionFinalize: detach,
  AT_AddInherit: inherit('inherit'),
  AT_DropInherit: inherit('no-inherit'),
  AT_SetStorage: (c) => ({ kind: 'set-column-storage', column: column(c) }),
  AT_SetStatistics: (c) => ({ kind: 'set-statistics', column: column(c) }),
}
