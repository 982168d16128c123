import type { Notice } from '../session.ts'

// What the server says of its own work at debug1. Its words are told from those that a script raises by the routine that sent them
// (PostgreSQL sources, src/backend/commands/tablecmds.c). Tables are told without their schema.

export function rewrittenTables(notices: readonly Notice[]): readonly string[] {
  return said(notices, 'ATRewriteTable', /^rewriting table "(.*)"$/s)
}

/** Tables that were read to see whether a constraint holds. */
export function verifiedTables(notices: readonly Notice[]): readonly string[] {
  return said(notices, 'ATRewriteTable', /^verifying table "(.*)"$/s)
}

/** Foreign keys that were held against all rows. */
export function validatedConstraints(notices: readonly Notice[]): readonly string[] {
  return said(notices, 'validateForeignKeyConstraint', /^validating foreign key constraint "(.*)"$/s)
}

function said(notices: readonly Notice[], routine: string, words: RegExp): readonly string[] {
  return notices
    .filter((notice) => notice.routine === routine)
    .flatMap(({ message }) => words.exec(message)?.[1] ?? [])
}
