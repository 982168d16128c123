import type { RehearsalRequest, Script } from '../../../src/core/rehearsal.ts'

/** A file of these statements, each of which commits by itself. */
function script(path: string, ...statements: readonly string[]): Script {
  let text = ''
  const ranges = statements.map((statement) => {
    const start = text.length
    text += `${statement};\n`
    return { range: { start, end: start + statement.length } }
  })
  return { path, text, statements: ranges }
}

export function request(base: readonly string[], ...files: readonly (readonly string[])[]): RehearsalRequest {
  return {
    ...{ history: 'migrations', tool: 'plain' },
    base: base.length === 0 ? [] : [script('migrations/0001_base.sql', ...base)],
    files: files.map((statements, n) => ({ up: script(`migrations/000${n + 2}_new.sql`, ...statements) })),
  }
}
