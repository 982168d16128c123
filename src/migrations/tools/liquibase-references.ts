import { linesOf } from '../lines.ts'

/** What a changelog points to. */
export interface Reference {
  readonly kind: 'include' | 'includeAll' | 'sqlFile'
  readonly target: string
  readonly relative: boolean
}

export interface References {
  readonly references: readonly Reference[]
  /** Whether the changelog holds changes in its own language: anything in a changeset besides `sqlFile`. */
  readonly changes: boolean
}

const most = 20_000

/** The references of an XML, YAML or JSON changelog, in order; those of rollbacks are left out. */
export function referencesIn(text: string): References {
  const read = /^\s*</.test(text) ? inXml(text) : inYaml(text)
  return { references: read.references.slice(0, most), changes: read.changes }
}

const element = /<(\/?)([A-Za-z]{3,40})(?:\s([^<>]{0,2000}))?>/g
/** Elements that hold no change: structure, conditions, and what is read here. */
const structure = new Set([
  'databaseChangeLog',
  'changeSet',
  'include',
  'includeAll',
  'sqlFile',
  'rollback',
  'property',
  'preConditions',
  'comment',
  'validCheckSum',
])

function inXml(text: string): References {
  const references: Reference[] = []
  let changes = false
  const skipped = { rollback: 0, preConditions: 0 }
  let inside = false
  for (const [, close, name = '', attributes = ''] of text.matchAll(element)) {
    const single = attributes.endsWith('/')
    if ((name === 'rollback' || name === 'preConditions') && !single)
      skipped[name] = Math.max(0, skipped[name] + (close ? -1 : 1))
    if (name === 'changeSet') inside = !close && !single
    if (close || skipped.rollback > 0 || skipped.preConditions > 0) continue
    if (name === 'include' || name === 'includeAll' || name === 'sqlFile') {
      const target = /\b(?:file|path)\s*=\s*["']([^"']{1,500})["']/.exec(attributes)?.[1]
      const relative = /\brelativeToChangelogFile\s*=\s*["']true["']/.test(attributes)
      if (target !== undefined) references.push({ kind: name, target, relative })
    } else if (inside && !structure.has(name)) changes = true
  }
  return { references, changes }
}

/** YAML, and JSON written one key per line: keys by indentation. */
function inYaml(text: string): References {
  const references: Reference[] = []
  let changes = false
  let open: { kind: Reference['kind']; depth: number; target?: string; relative: boolean } | undefined
  let rollback: number | undefined
  const flush = () => {
    if (open?.target !== undefined)
      references.push({ kind: open.kind, target: open.target, relative: open.relative })
    open = undefined
  }
  for (const { text: line } of linesOf(text)) {
    const match = /^(\s*)(?:[-{]\s*)*["']?(\w{1,40})["']?:\s*(.*)$/.exec(line)
    if (!match?.[2]) continue
    const [, { length: depth } = '', key, rest = ''] = match
    if (rollback !== undefined && depth > rollback) continue
    rollback = key === 'rollback' ? depth : undefined
    if (open && depth <= open.depth) flush()
    if (key === 'include' || key === 'includeAll' || key === 'sqlFile') {
      flush()
      const inline = /\b(?:file|path)["']?\s*:\s*["']?([^,}"']{1,500})/.exec(rest)?.[1]?.trim()
      open = {
        kind: key,
        depth,
        relative: /relativeToChangelogFile["']?\s*:\s*true/.test(rest),
        ...(inline ? { target: inline } : {}),
      }
    } else if (open && (key === 'file' || key === 'path'))
      open.target = rest
        .replace(/[,}]*\s*$/, '')
        .replaceAll(/["']/g, '')
        .trim()
    else if (open && key === 'relativeToChangelogFile') open.relative = rest.startsWith('true')
    else if (changeTypes.test(key)) changes = true
  }
  flush()
  return { references, changes }
}

const changeTypes =
  /^(?:sql|(?:create|drop|add|rename|modify|alter|merge|insert|update|delete|load|set|tag|execute|custom)[A-Z]?\w*)$/
