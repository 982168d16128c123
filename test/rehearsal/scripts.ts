import type { RehearsalRequest, Script } from '../../src/core/rehearsal.ts'

/** A file of these statements, in one transaction that the tool opens. */
export function script(path: string, ...statements: readonly string[]): Script {
  let text = ''
  const ranged = statements.map((sql) => {
    const start = text.length
    text += `${sql};\n`
    return { range: { start, end: start + sql.length }, transaction: 0, openedBy: 'tool' as const }
  })
  return { path, text, statements: ranged }
}

/** Every statement commits by itself. */
export function loose(path: string, ...statements: readonly string[]): Script {
  const { text, statements: ranged } = script(path, ...statements)
  return { path, text, statements: ranged.map(({ range }) => ({ range })) }
}

/** New files on merged ones. */
export function requestOf(base: readonly Script[], ...files: readonly Script[]): RehearsalRequest {
  return { history: 'migrations', tool: 'plain', base, files: files.map((up) => ({ up })) }
}
