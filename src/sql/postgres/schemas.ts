import type { AlterSeqStmt, CreateSchemaStmt, CreateSeqStmt, Node } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import type { CreateSequence, Statement } from '../../core/statement.ts'
import { as, only, type Readers, relationName, strings, tagOf, valueText } from './nodes.ts'
import { roleName } from './roles.ts'
import type { Source } from './source.ts'

/** Schemas and sequences. */
export const schemaReaders: Readers<[Source], Statement | Statement[]> = {
  CreateSchemaStmt: readCreateSchema,
  CreateSeqStmt: readCreateSequence,
  AlterSeqStmt: readAlterSequence,
}

function readCreateSchema(node: CreateSchemaStmt, source: Source): Statement[] {
  const schema = node.schemaname ?? roleName(node.authrole)
  const elements = (node.schemaElts ?? []).flatMap((element) => {
    qualify(element, schema)
    return source.grammar.statement(element, source)
  })
  const ifNotExists = node.if_not_exists ?? false
  return [{ kind: 'create-schema', range: source.range, schema, ifNotExists }, ...elements]
}

const named: Readonly<Partial<Record<ReturnType<typeof tagOf>, string>>> = {
  CreateStmt: 'relation',
  ViewStmt: 'view',
  IndexStmt: 'relation',
  CreateSeqStmt: 'sequence',
  CreateTrigStmt: 'relation',
}

/** An element's own name is in the schema being created (CREATE SCHEMA, documentation). */
function qualify(element: Node, schema: string): void {
  const field = named[tagOf(element)]
  const [body] = Object.values(element) as Record<string, { schemaname?: string } | undefined>[]
  const relation = field === undefined ? undefined : body?.[field]
  if (relation && relation.schemaname === undefined) relation.schemaname = schema
}

function readCreateSequence(node: CreateSeqStmt, source: Source): CreateSequence {
  const owner = only(node.options, 'DefElem').find((option) => option.defname === 'owned_by')
  const parts = strings(as(owner?.arg, 'List')?.items)
  const column = parts.pop()
  const owned = column !== undefined && parts.length > 0
  return {
    kind: 'create-sequence',
    range: source.range,
    sequence: relationName(node.sequence),
    ifNotExists: node.if_not_exists ?? false,
    ...(owned && { ownedBy: { table: nameOf(...parts), column } }),
  }
}

function readAlterSequence(node: AlterSeqStmt, source: Source): Statement {
  const options = only(node.options, 'DefElem').map((option) => [option.defname ?? '', valueText(option.arg)])
  return {
    kind: 'alter-table',
    range: source.range,
    table: relationName(node.sequence),
    object: 'sequence',
    ifExists: node.missing_ok ?? false,
    only: false,
    actions: [{ kind: 'set-options', range: source.range, options: Object.fromEntries(options) }],
  }
}
