const words =
  /\b(?:irreversible|not reversible|no (?:down|undo|rollback)|cannot be (?:undone|reverted|rolled back))\b/i

/** Whether a comment says why nothing undoes the migration. */
export function saysWhyNoUndo(comment: string): boolean {
  return words.test(comment)
}
