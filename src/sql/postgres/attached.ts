import type { AlterPolicyStmt, CommentStmt, CreatePolicyStmt, CreateTrigStmt } from 'libpg-query'
import { nameOf } from '../../core/name.ts'
import type { Comment, CreatePolicy, CreateTrigger, Statement } from '../../core/statement.ts'
import { objectParts } from './drops.ts'
import { listName, optionNamed, type Readers, relationName, valueText } from './nodes.ts'
import { objectKind } from './object-kinds.ts'
import type { Source } from './source.ts'

/** What is attached to a table or stands for itself: triggers, policies, comments, extensions. */
export const attachedReaders: Readers<[Source], Statement> = {
  CreateTrigStmt: readTrigger,
  CreatePolicyStmt: (node, source) => readPolicy(node, source, false),
  AlterPolicyStmt: (node, source) => readPolicy(node, source, true),
  CommentStmt: readComment,
  CreateExtensionStmt: (node, source) => {
    const schema = optionNamed(node.options, 'schema')
    return {
      kind: 'create-extension',
      range: source.range,
      extension: node.extname ?? '',
      ifNotExists: node.if_not_exists ?? false,
      ...(schema && { schema: valueText(schema) }),
    }
  },
}

function readTrigger(node: CreateTrigStmt, source: Source): CreateTrigger {
  return {
    kind: 'create-trigger',
    range: source.range,
    trigger: node.trigname ?? '',
    table: relationName(node.relation),
    orReplace: node.replace ?? false,
    routine: listName(node.funcname),
  }
}

function readPolicy(
  node: CreatePolicyStmt | AlterPolicyStmt,
  source: Source,
  altered: boolean,
): CreatePolicy {
  const policy = node.policy_name ?? ''
  return { kind: 'create-policy', range: source.range, policy, table: relationName(node.table), altered }
}

/** A column's comment names its relation and the column; those on triggers and the like name the object's last part. */
function readComment(node: CommentStmt, source: Source): Comment {
  const parts = node.object ? objectParts(node.object) : []
  const object = objectKind(node.objtype)
  const text = node.comment ?? null
  const shared = { kind: 'comment', range: source.range, object, text } as const
  if (object !== 'column') return { ...shared, name: nameOf(...parts) }
  return { ...shared, name: nameOf(...parts.slice(0, -1)), column: parts.at(-1) ?? '' }
}
