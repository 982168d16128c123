import Type, { type Static } from 'typebox'
import { blockades } from '../core/lock-conflicts.ts'
import { lockModes } from '../core/statement.ts'
import { closed, Lines, line } from './schema-parts.ts'

// The rehearsal's part of the published shape. Loaded by the generator and by tests alone.

const amount = Type.Integer({ minimum: 0 })
const stubKinds = ['extension', 'role', 'function', 'type', 'schema', 'table', 'setting', 'other'] as const
const relationKinds = [
  'table',
  'partitioned-table',
  'index',
  'view',
  'materialized-view',
  'sequence',
  'foreign-table',
] as const
const workKinds = ['rewrite', 'scan', 'build', 'truncate'] as const

const ServerError = Type.Object(
  {
    code: Type.String({ description: 'SQLSTATE' }),
    message: Type.String(),
    detail: Type.Optional(Type.String()),
    hint: Type.Optional(Type.String()),
    line: Type.Optional(line),
  },
  closed,
)

const Seconds = Type.Object(
  {
    least: Type.Number({ minimum: 0 }),
    most: Type.Optional(Type.Number({ minimum: 0, description: 'left out when no upper bound is known' })),
  },
  { ...closed, description: 'seconds by a stated model, only with table statistics' },
)

const Blocked = Type.Object(
  {
    what: Type.Enum([...blockades]),
    tables: Type.Array(Type.String()),
    more: Type.Optional(Type.Integer({ minimum: 1, description: 'how many tables are not named' })),
  },
  closed,
)

const Statement = Type.Object(
  {
    text: Type.String({ description: 'on one line, shortened' }),
    ...Lines,
    transaction: Type.Optional(
      Type.Integer({ minimum: 0, description: 'its number in the file; left out when it commits by itself' }),
    ),
    watched: Type.Boolean({ description: 'false where its locks cannot be seen' }),
    locks: Type.Array(
      Type.Object(
        {
          relation: Type.String(),
          table: Type.String(),
          kind: Type.Enum(relationKinds),
          mode: Type.Enum([...lockModes]),
        },
        closed,
      ),
      { description: 'those that keep somebody waiting, on relations that were there before' },
    ),
    blocks: Type.Array(Blocked, { description: 'who begins to wait, by what the statement locks' }),
    stillBlocks: Type.Array(Blocked, { description: 'who waits while it runs, by what was locked before' }),
    heldUntil: Type.Optional({ ...line, description: 'line of the last statement of its transaction' }),
    work: Type.Array(
      Type.Object(
        {
          kind: Type.Enum(workKinds),
          table: Type.String(),
          index: Type.Optional(Type.String()),
          sign: Type.String({ description: 'how it is known' }),
        },
        closed,
      ),
    ),
    rows: Type.Array(
      Type.Object(
        { table: Type.String(), inserted: amount, updated: amount, deleted: amount, before: amount },
        closed,
      ),
    ),
    inner: Type.Integer({ minimum: 0, description: 'statements that ran inside it' }),
    error: Type.Optional(ServerError),
    failedOnSamples: Type.Optional(ServerError),
    runs: Type.Optional(Seconds),
    held: Type.Optional(Seconds),
  },
  closed,
)

const Undo = Type.Union([
  Type.Object({ outcome: Type.Literal('restored') }, closed),
  Type.Object(
    {
      outcome: Type.Literal('differs'),
      differences: Type.Array(
        Type.Object(
          {
            kind: Type.Enum(['missing', 'left', 'changed'] as const),
            object: Type.String(),
            name: Type.String(),
            before: Type.Optional(Type.String()),
            after: Type.Optional(Type.String()),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  Type.Object(
    {
      outcome: Type.Enum(['failed', 'not-repeatable'] as const),
      path: Type.String(),
      line,
      error: ServerError,
    },
    closed,
  ),
  Type.Object({ outcome: Type.Literal('stopped'), reason: Type.String() }, closed),
])

const NotRehearsed = { path: Type.String(), reason: Type.String() }

const File = Type.Union([
  Type.Object(
    {
      path: Type.String(),
      outcome: Type.Enum(['applied', 'failed'] as const),
      excuse: Type.Optional(Type.String({ description: 'why its failure proves nothing about the file' })),
      statements: Type.Array(Statement, {
        description: 'those that block somebody, work on a table that was there before, or fail',
      }),
      quiet: Type.Integer({ minimum: 0, description: 'how many other statements ran' }),
      undo: Type.Optional(Undo),
    },
    closed,
  ),
  Type.Object({ outcome: Type.Literal('not-rehearsed'), ...NotRehearsed }, closed),
])

const History = Type.Object(
  {
    history: Type.String({ description: 'its root; empty for files outside every history' }),
    server: Type.Object(
      { version: Type.Integer(), kind: Type.Enum(['embedded', 'server'] as const) },
      closed,
    ),
    base: Type.Object(
      {
        files: amount,
        stubs: Type.Array(Type.Object({ kind: Type.Enum(stubKinds), name: Type.String() }, closed)),
        skipped: Type.Array(Type.Object({ path: Type.String(), line, error: ServerError }, closed)),
        tablesWithRows: Type.Array(Type.String()),
      },
      closed,
    ),
    files: Type.Array(File),
  },
  closed,
)

export const RehearsalJson = Type.Object(
  {
    histories: Type.Array(History),
    notRehearsed: Type.Array(Type.Object(NotRehearsed, closed)),
    disproved: Type.Array(
      Type.Object(
        { ruleId: Type.String(), path: Type.String(), ...Lines, subject: Type.String(), why: Type.String() },
        closed,
      ),
      { description: 'findings of static rules that were dropped, as the server does otherwise' },
    ),
  },
  closed,
)
export type RehearsalJson = Static<typeof RehearsalJson>
