import type { Relation } from '../core/catalog.ts'
import type { TerraformDocument } from '../core/document.ts'
import type { Evaluation } from '../core/evaluation.ts'
import type { Topic } from '../core/opinion.ts'
import type { FileRun } from '../core/replay.ts'
import type { FileChange } from '../core/snapshot.ts'
import type { Statistics } from '../core/statistics.ts'
import type { Definition } from './definition.ts'
import type { Memory } from './journal.ts'
import { type DiffRow, diffOf } from './line-diff.ts'
import { linesOf } from './lines.ts'
import type { Form, Sharing } from './sharing.ts'

/** All that dossiers are made of, as it was read. */
export interface RawMaterial {
  /** Changed files that may be asked about, in path order; migrations of one history in the order they run. */
  readonly files: readonly ChangedFile[]
  /** Configurations at head that the change has a part in. */
  readonly terraform: readonly TerraformDocument[]
  /** Statements of unchanged SQL that make views, functions and triggers, in the order in which they run. */
  readonly definitions: readonly Definition[]
  readonly evaluation: Evaluation
  readonly statistics: Statistics
  readonly memory: Memory
  /** What is known of the databases and tools, as sentences. */
  readonly setting: readonly string[]
}

export interface ChangedFile {
  /** Path at head; of a file that is gone the one it had. */
  readonly path: string
  /** Path at base, where that is another. */
  readonly basePath?: string
  readonly status: FileChange['status']
  readonly topic: Topic
  readonly form: Form
  /** Root of the history, root module, or folder: files of one group may be asked about together. */
  readonly group: string
  readonly base?: string
  readonly head?: string
  /** Of SQL that was read: what it does, at head, or at base where it is gone. */
  readonly run?: FileRun
  /** Set for what dbt makes a model, test or macro of. */
  readonly isTemplate?: true
  /** Unchanged files that describe it. */
  readonly beside: readonly PathText[]
  /** Of a model: what it reads, and what reads it. */
  readonly neighbours?: Neighbours
}

/** A file at head. */
export interface PathText {
  readonly path: string
  readonly text: string
}

export interface Neighbours {
  readonly reads: readonly ModelRead[]
  /** Files that the change leaves alone. */
  readonly readers: readonly PathText[]
  /** How many readers there are beside these. */
  readonly more: number
  /** Whether all of the project was searched for them. */
  readonly isSearched: boolean
}

/** What a model names by `ref`, or by `source`. */
export interface ModelRead {
  readonly name: string
  /** Of a table of a source: the source's name. */
  readonly source?: string
  /** The model's own file, where there is one of its name. */
  readonly model?: PathText
  /** YAML that has an entry of its name. */
  readonly described: readonly PathText[]
  /** A relation of its name as the base branch's migrations make it. */
  readonly relation?: Relation
}

/** The same with what may leave of each file. Parts print from `shared` and by `rows`, never from the text itself. */
export interface Material extends Omit<RawMaterial, 'files'> {
  readonly files: readonly SharedFile[]
}

export interface SharedFile extends ChangedFile {
  /** Lines of either side with what may not leave replaced; a side that is not there, or of which nothing may leave, has none. */
  readonly shared: { readonly base: readonly string[]; readonly head: readonly string[] }
  /** By the text itself, so that a replaced literal that changes is a change. */
  readonly rows: readonly DiffRow[]
}

/** Leaves out files of which nothing may leave, and those that only go by another name. What head holds is numbered first; all is read before any leaves. */
export function sharedMaterial(raw: RawMaterial, sharing: Sharing): Material {
  for (const { path, basePath = path, base, head } of raw.files) {
    for (const text of new Set([head ?? '', base ?? ''])) sharing.learn(text === head ? path : basePath, text)
  }
  const heads = raw.files.filter(({ base, head }) => base !== head).map((file) => withHead(file, sharing))
  return { ...raw, files: heads.flatMap(({ file, fresh }) => sharedFile(file, fresh, sharing)) }
}

function withHead(file: ChangedFile, sharing: Sharing) {
  const { path, head } = file
  return { file, fresh: head === undefined ? '' : sharing.file('head', path, head) }
}

function sharedFile(file: ChangedFile, fresh: string | undefined, sharing: Sharing): readonly SharedFile[] {
  const { path, basePath = path, base, head } = file
  const old = base === undefined ? '' : sharing.file('base', basePath, base)
  if (old === undefined || fresh === undefined) return []
  const rows = diffOf(linesOf(base ?? ''), linesOf(head ?? ''))
  return [{ ...file, shared: { base: linesOf(old), head: linesOf(fresh) }, rows }]
}

/** The files of a question, in its order. */
export function filesOf({ files }: Material, { paths }: { readonly paths: readonly string[] }) {
  return paths.flatMap((path) => files.find((file) => file.path === path) ?? [])
}
