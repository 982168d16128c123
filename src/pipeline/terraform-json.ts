import type { Tree } from '../core/snapshot.ts'
import { LineMap } from '../core/text.ts'
import { readJson } from '../terraform/hcl/json-text.ts'
import type { ReadFailure, TerraformTree } from '../terraform/reading.ts'
import { isTerraform } from '../terraform/wanted.ts'

/** A tree in which changed files of JSON that its code takes in, and that are none, have failed like code that is none. */
export function withBrokenJson(
  tree: TerraformTree,
  { files }: Tree,
  changed: ReadonlySet<string>,
): TerraformTree {
  const taken = new Set(tree.configurations.flatMap(({ paths }) => paths))
  const found = [...changed].flatMap((path): [string, ReadFailure][] => {
    if (!path.endsWith('.json') || isTerraform(path) || !taken.has(path)) return []
    const content = files.get(path)
    const failure = content?.kind === 'text' ? failureIn(content.text) : undefined
    return failure ? [[path, failure]] : []
  })
  return { ...tree, failures: new Map([...tree.failures, ...found]) }
}

/** A template of JSON is none itself, and what it becomes is judged where it is used. */
function failureIn(text: string): ReadFailure | undefined {
  if (/[$%]\{/.test(text)) return undefined
  const reading = readJson(text)
  if (reading.ok) return undefined
  const { range, reason } = reading.problem
  const { line, column } = new LineMap(text).position(range.start)
  return { range, reason: `line ${line}, column ${column}: ${reason}` }
}
