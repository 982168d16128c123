import { LineMap, type Range, startOfFile } from '../../core/text.ts'
import { longestFile } from '../limits.ts'
import type { ReadFailure } from '../reading.ts'
import { bodyOf } from './body.ts'
import { childOf, type Problem } from './building.ts'
import { building } from './expression.ts'
import { problemOf } from './fault.ts'
import { parseJsonBody } from './json-body.ts'
import type { HclFile } from './syntax.ts'
import { syntaxTree } from './tree.ts'

export type HclReading =
  | { readonly ok: true; readonly file: HclFile }
  | { readonly ok: false; readonly failure: ReadFailure }

/** Reads one file of code or variables, in HCL or by its name in JSON. `loadGrammar` comes first. */
export function parseHcl({ path, text }: { readonly path: string; readonly text: string }): HclReading {
  if (text.length > longestFile) {
    const reason = `it is longer than ${longestFile} characters`
    return refused(text, { range: startOfFile, whole: true, reason })
  }
  const { file, problems } = path.endsWith('.json') ? parseJsonBody(path, text) : parseNative(path, text)
  const first = problems.toSorted((one, other) => one.range.start - other.range.start)[0]
  return first || !file
    ? refused(text, first ?? { range: startOfFile, whole: true, reason: 'it is empty' })
    : { ok: true, file }
}

function parseNative(
  path: string,
  text: string,
): { readonly file?: HclFile; readonly problems: readonly Problem[] } {
  const tree = syntaxTree(text)
  if (!tree.ok) return { problems: [problemOf(tree.error, text)] }
  const to = building(text)
  const object = childOf(tree.root, 'object')
  if (object) return { problems: [{ range: rangeOf(object), reason: '`{` is not expected here' }] }
  const body = bodyOf(childOf(tree.root, 'body'), to)
  const blocks = path.endsWith('.tfvars') ? body.blocks : []
  const strange = blocks.map(({ header, type }) => ({
    range: header,
    reason: `the block \`${type}\` is not expected in a file of variables`,
  }))
  return { file: { path, body, comments: tree.comments }, problems: [...to.problems, ...strange] }
}

function refused(text: string, { range, reason, whole }: Problem): HclReading {
  if (whole) return { ok: false, failure: { range, reason } }
  const { line, column } = new LineMap(text).position(range.start)
  return { ok: false, failure: { range, reason: `line ${line}, column ${column}: ${reason}` } }
}

function rangeOf({ start, end }: Range): Range {
  return { start, end }
}
