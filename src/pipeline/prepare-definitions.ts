import type { SqlDocument } from '../core/document.ts'
import type { Definition } from '../review/definition.ts'
import type { ReadChange } from './read-change.ts'

/** Views, functions and triggers of the histories around a change, those of changed files left out; as both sides were read, each once. */
export function definitionsIn({ survey, base, head }: ReadChange): readonly Definition[] {
  const changed = new Set(survey.sql.flatMap(({ path, previousPath }) => [path, previousPath]))
  const found = [...base.documents.values(), ...head.documents.values()]
    .filter(({ path }) => !changed.has(path))
    .flatMap(definitionsOf)
  return [...new Map(found.map((one) => [one.statement, one])).values()]
}

function definitionsOf({ path, text, statements, migration }: SqlDocument): readonly Definition[] {
  return statements.flatMap((statement) => {
    const { kind } = statement
    return kind === 'create-view' || kind === 'create-routine' || kind === 'create-trigger'
      ? [{ path, text, statement, group: migration?.history ?? '' }]
      : []
  })
}
