import { parseEvents, YAMLException } from 'js-yaml'
import { LineMap } from '../core/text.ts'
import type { PolicyError } from './errors.ts'
import { nameOf, type YamlMapping } from './yaml-node.ts'
import { Reader, Refused } from './yaml-reader.ts'

export type YamlRead =
  | { readonly root: YamlMapping; readonly lines: LineMap }
  | { readonly errors: readonly PolicyError[] }

/** What a file of this kind is called, and a key that it may begin with. */
interface FileKind {
  readonly name: string
  readonly firstKey: string
}

const policy: FileKind = { name: 'policy', firstKey: 'rules' }
const largest = 256 * 1024
const deepest = 20

/**
 * Reads one policy file's YAML: one document, a mapping, with plain values. Tags, merge keys and values that refer to themselves are refused,
 * and what aliases repeat is counted, so a small text cannot become a large policy.
 */
export function readYaml(source: string, text: string, kind: FileKind = policy): YamlRead {
  const lines = new LineMap(text)
  const fail = (at: number, message: string, next: string, keyPath = ''): YamlRead => ({
    errors: [{ source, ...lines.position(at), keyPath, message, next }],
  })
  if (text.length > largest) {
    return fail(0, 'The file is larger than 256 KB.', 'Split it and name the parts under `extends`.')
  }
  try {
    const reader = new Reader(text, parseEvents(text, { maxDepth: deepest }))
    const root = reader.document()
    if (root?.kind === 'mapping') return { root, lines }
    if (!root) return { root: { kind: 'mapping', at: 0, entries: new Map() }, lines }
    return fail(
      root.at,
      `A ${kind.name} is a mapping, and this is ${nameOf(root)}.`,
      `Begin with a key, such as \`${kind.firstKey}:\`.`,
    )
  } catch (error) {
    if (error instanceof Refused) return fail(error.at, error.message, error.next, error.keyPath)
    if (!(error instanceof YAMLException)) throw error
    const at = error.mark?.position ?? 0
    return fail(at, `This is not valid YAML: ${error.reason}.`, adviceFor(error.reason, lineAround(text, at)))
  }
}

function adviceFor(reason: string, line: string): string {
  if (reason.includes('tab')) return 'Indent with spaces.'
  if (reason.includes('maxDepth')) return `Nest at most ${deepest} levels.`
  if (/^\s*(?:- )?\*/.test(line) || reason.includes('alias'))
    return 'Quote what begins with `*`: `"*": warn`.'
  return 'Check indentation, colons, brackets and quotes near this place.'
}

function lineAround(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1).split('\n', 1)[0] ?? ''
}
