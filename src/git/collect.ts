import {
  basePath,
  type FileChange,
  type FileContent,
  headPath,
  type Snapshot,
  type Tree,
} from '../core/snapshot.ts'
import { type Admission, admit, refusedByKind } from './admission.ts'
import { missingObject, readBlobs } from './blobs.ts'
import { type Changes, changesBetween } from './changes.ts'
import { type Hunks, hunksOf } from './hunks.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { type Entry, listTree } from './listing.ts'
import { openRepository, type Repository } from './repository.ts'
import { asResult, type Result } from './result.ts'
import { type RevisionNames, type Revisions, resolveRevisions } from './revisions.ts'

export interface CollectOptions extends RevisionNames {
  /** A clone, a worktree, a bare repository, or a directory inside one. */
  readonly repository: string
  /** The files whose contents a review needs, on both sides. A renamed file is collected when either name is wanted. */
  readonly wanted: (path: string) => boolean
  /** Further files, wanted for what lies beside them. */
  readonly wantedBeside?: WantedBeside
  /** The files whose contents decide how to judge; taken from the tip of the base branch. */
  readonly policyPaths: (path: string) => boolean
  /** ISO 8601 date for the clock of the snapshot. */
  readonly today: string
  readonly limits?: Partial<Limits>
  /** The clone was fetched without contents over so many bytes (`fetchCommits`): one that is not there is too large. */
  readonly fetchedUpTo?: number
}

/** It is given every path of either side, and those of them under which something changes. */
type WantedBeside = (paths: readonly string[], changed: readonly string[]) => (path: string) => boolean

export interface Collected {
  readonly snapshot: Snapshot
  /** The tip of the base branch with the contents of `policyPaths`: where the rules of judging come from. */
  readonly policyTree: Tree
  /** The name the base was found under, such as `origin/main`. */
  readonly baseName: string
  /** What a reader should know about how this was read; one sentence each. */
  readonly notes: readonly string[]
  /** By path: the lines of head that a pull request shows, which comments can hang on. Absent where they are not known. */
  readonly hunks: Hunks
}

/**
 * Reads a change out of a git repository: the merge base, the head, what changed between them, and the contents both
 * need. Committed objects only: nothing is checked out, fetched, followed or run. The same commits give the same value.
 */
export function collect(options: CollectOptions): Promise<Result<Collected>> {
  return asResult(async () => {
    const repository = await openRepository(options.repository, { ...defaultLimits, ...options.limits })
    try {
      return await collectFrom(repository, options)
    } finally {
      await repository.close()
    }
  })
}

async function collectFrom(repository: Repository, options: CollectOptions): Promise<Collected> {
  const revisions = await resolveRevisions(repository, options)
  const listings = await listAll(repository, revisions)
  const changes = await changesBetween(repository, revisions.mergeBase, revisions.head)
  const selection = select(listings, changes.files, options)
  const admission = admit(inOrderOfNeed(selection, changes.files), repository.limits, options.fetchedUpTo)
  const contentOf = contents(admission, await readBlobs(repository, admission.ids))
  const base = tree(revisions.mergeBase, listings.base, selection.base, contentOf)
  const head = tree(revisions.head, listings.head, selection.head, contentOf)
  const snapshot = { base, head, changed: changes.files, clock: { today: options.today } }
  return {
    snapshot,
    policyTree: tree(revisions.baseTip, listings.policy, selection.policy, contentOf),
    baseName: revisions.baseName,
    notes: notesOn(changes, [base, head]),
    hunks: await hunksOf(repository, snapshot),
  }
}

interface Listings {
  readonly base: readonly Entry[]
  readonly head: readonly Entry[]
  readonly policy: readonly Entry[]
}

async function listAll(repository: Repository, { head, mergeBase, baseTip }: Revisions): Promise<Listings> {
  const distinct = [...new Set([mergeBase, head, baseTip])]
  const listed = new Map(
    await Promise.all(distinct.map(async (id) => [id, await listTree(repository, id)] as const)),
  )
  const of = (id: string | null) => listed.get(id) ?? []
  return { base: of(mergeBase), head: of(head), policy: of(baseTip) }
}

/** The entries whose contents are collected. */
function select(listings: Listings, changed: readonly FileChange[], options: CollectOptions): Listings {
  const { policyPaths } = options
  const wanted = wantedAmong(listings, changed, options)
  const renamed = changed.filter(
    ({ path, previousPath }) => previousPath !== undefined && (wanted(path) || wanted(previousPath)),
  )
  const alsoBase = new Set(renamed.map(basePath))
  const alsoHead = new Set(renamed.map(headPath))
  return {
    base: listings.base.filter(({ path }) => wanted(path) || alsoBase.has(path)),
    head: listings.head.filter(({ path }) => wanted(path) || alsoHead.has(path)),
    policy: listings.policy.filter(({ path }) => policyPaths(path)),
  }
}

function wantedAmong(
  { base, head }: Listings,
  changed: readonly FileChange[],
  { wanted, wantedBeside }: CollectOptions,
) {
  const touched = changed.flatMap(({ path, previousPath }) => [path, ...(previousPath ? [previousPath] : [])])
  const beside = wantedBeside?.(
    [...base, ...head].map(({ path }) => path),
    touched,
  )
  return (path: string) => wanted(path) || (beside?.(path) ?? false)
}

/** When the total runs out, the policy and what the change touches have been read first. */
function inOrderOfNeed(selection: Listings, changed: readonly FileChange[]): Entry[] {
  const atBase = new Set(changed.map(basePath))
  const atHead = new Set(changed.map(headPath))
  const touched = [
    ...selection.head.filter(({ path }) => atHead.has(path)),
    ...selection.base.filter(({ path }) => atBase.has(path)),
  ]
  return [...selection.policy, ...touched, ...selection.head, ...selection.base]
}

function contents(
  admission: Admission,
  read: ReadonlyMap<string, FileContent>,
): (entry: Entry) => FileContent {
  return (entry) =>
    refusedByKind(entry) ?? read.get(entry.id) ?? admission.refused.get(entry.id) ?? missingObject(entry.id)
}

function tree(
  commit: string | null,
  all: readonly Entry[],
  selected: readonly Entry[],
  contentOf: (entry: Entry) => FileContent,
): Tree {
  const files = new Map(selected.map((entry) => [entry.path, contentOf(entry)]))
  return { commit, files, paths: all.map(({ path }) => path) }
}

function notesOn(changes: Changes, trees: readonly Tree[]): string[] {
  const contents = trees.flatMap(({ files }) => [...files.values()])
  const missing = contents.some((content) => content.kind === 'unread' && content.reason === 'missing-object')
  return [...(changes.renamesByContent ? [] : [exactRenamesOnly]), ...(missing ? [contentsMissing] : [])]
}

const exactRenamesOnly =
  'Only renames without edits were recognised, because not all contents could be compared (a partial clone, or very large files).'

const contentsMissing =
  'Some contents are not in this clone, and nothing is fetched; a clone made without --filter has them.'
