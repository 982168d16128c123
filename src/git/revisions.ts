import { nearNames } from './near-names.ts'
import { must, type Repository } from './repository.ts'
import { CannotRead } from './result.ts'

/** The commits a review compares, all by full object id. */
export interface Revisions {
  readonly head: string
  /** Where the change left the base branch; null when the base is the empty tree. */
  readonly mergeBase: string | null
  /** Tip of the base branch; null when the base is the empty tree. */
  readonly baseTip: string | null
  /** The name the base was found under, such as `origin/main`. */
  readonly baseName: string
}

/** The empty tree in SHA-1 and SHA-256 repositories: the base that makes every file new. */
export const emptyTreeIds: readonly string[] = [
  '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
]

const usualBases = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']

export interface RevisionNames {
  readonly base?: string | undefined
  readonly head?: string | undefined
  /** Where the change left the base branch, by full object id, when somebody else knows: a shallow clone cannot tell. */
  readonly mergeBase?: string | undefined
}

/** Resolves the two names; without a base, the default branch is taken. */
export async function resolveRevisions(repository: Repository, names: RevisionNames): Promise<Revisions> {
  const { base: baseTip, head: tip, mergeBase: fork } = names
  const isKnown = await areCommits(repository, [baseTip, tip, fork])
  if (isKnown && baseTip && tip && fork) return { head: tip, mergeBase: fork, baseTip, baseName: baseTip }
  const head = await resolveHead(repository, names.head ?? 'HEAD')
  if (names.base !== undefined && emptyTreeIds.includes(names.base)) {
    return { head, mergeBase: null, baseTip: null, baseName: 'the empty tree' }
  }
  const base =
    names.base === undefined ? await defaultBase(repository) : await namedBase(repository, names.base)
  const mergeBase =
    names.mergeBase === undefined
      ? await findMergeBase(repository, base, { name: names.head ?? 'HEAD', commit: head })
      : await knownMergeBase(repository, names.mergeBase)
  return { head, mergeBase, baseTip: base.commit, baseName: base.name }
}

/** Whether all are given, as full object ids of commits that are here: one call, where names take one each. */
async function areCommits(repository: Repository, ids: readonly (string | undefined)[]): Promise<boolean> {
  if (!ids.every((id) => id !== undefined && isObjectId(id))) return false
  const input = ids.map((id) => `${id}\n`).join('')
  const { code, output } = await repository.history(['cat-file', '--batch-check'], { input })
  const lines = output.toString().trimEnd().split('\n')
  return code === 0 && lines.length === ids.length && lines.every((line) => / commit \d+$/.test(line))
}

interface Named {
  readonly name: string
  readonly commit: string
}

async function resolveHead(repository: Repository, name: string): Promise<string> {
  assertPlausible(name)
  const found = await firstCommit(repository, [name])
  if (found) return found.commit
  if (name !== 'HEAD') throw await notFound(repository, 'head', name)
  throw new CannotRead(
    `HEAD of ${repository.path} has no commits yet.`,
    'Commit something, or name a branch with --head.',
  )
}

async function namedBase(repository: Repository, name: string): Promise<Named> {
  assertPlausible(name)
  // A branch goes before a tag of the same name, and in a CI checkout the branch exists only as origin's. An object
  // id is always that object: anyone who may push can name a branch like the id of our base.
  const meanings = isObjectId(name) ? [name] : [`refs/heads/${name}`, name, `origin/${name}`]
  const found = await firstCommit(repository, meanings)
  if (!found) throw await notFound(repository, 'base', name)
  return { ...found, name: found.name.replace(/^refs\/heads\//, '') }
}

async function defaultBase(repository: Repository): Promise<Named> {
  const found = await firstCommit(repository, usualBases)
  if (found) return found
  throw new CannotRead(
    `No base was given, and ${repository.path} has none of ${usualBases.join(', ')}.`,
    `Name the branch this change is merged into: --base BRANCH. ${reviewEverything}`,
  )
}

/** The first of the names that is a commit. Names are never options: git is told where options end. */
async function firstCommit(repository: Repository, names: readonly string[]): Promise<Named | undefined> {
  for (const name of names) {
    const question = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
    const { code, output } = await repository.history(question)
    const commit = output.toString().trim()
    if (code === 0 && isObjectId(commit)) return { name, commit }
  }
  return undefined
}

function isObjectId(name: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name)
}

function assertPlausible(name: string): void {
  if (name !== '' && !name.startsWith('-') && !/\p{Cc}/u.test(name)) return
  throw new CannotRead(`"${name}" cannot be the name of a revision.`, 'Pass a branch, a tag or a commit id.')
}

async function findMergeBase(repository: Repository, base: Named, head: Named): Promise<string> {
  const { code, output, complaint } = await repository.history(['merge-base', base.commit, head.commit])
  const [commit] = output.toString().split('\n')
  if (code === 0 && commit) return commit
  if (repository.shallow) {
    throw new CannotRead(
      `The common ancestor of ${base.name} and ${head.name} is not in this shallow clone.`,
      deepen,
    )
  }
  if (code === 1) {
    throw new CannotRead(
      `${base.name} and ${head.name} have no common ancestor.`,
      `Name the branch this change is merged into: --base BRANCH. ${reviewEverything}`,
    )
  }
  throw new CannotRead(
    `git cannot compare ${base.name} and ${head.name}: ${complaint}`,
    'Run `git fsck` in the repository; commits seem to be missing.',
  )
}

async function knownMergeBase(repository: Repository, id: string): Promise<string> {
  const found = isObjectId(id) ? await firstCommit(repository, [id]) : undefined
  if (found) return found.commit
  throw new CannotRead(
    `The merge base ${id} is not a commit of ${repository.path}.`,
    'Fetch it, by its full object id.',
  )
}

async function notFound(repository: Repository, role: 'base' | 'head', name: string): Promise<CannotRead> {
  const near = nearNames(name, await refNames(repository))
  const known = near.length > 0 ? ` Near names: ${near.join(', ')}.` : ''
  const message = `The ${role} "${name}" is not a commit of ${repository.path}.${known}`
  const next = repository.shallow
    ? `If it exists on the server: ${deepen}`
    : `Fetch it, or pass another name with --${role}.`
  return new CannotRead(message, next)
}

async function refNames(repository: Repository): Promise<string[]> {
  const question = [
    'for-each-ref',
    '--count=20000',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  ]
  return (await must('for-each-ref', repository.history(question))).toString().split('\n').filter(Boolean)
}

const deepen =
  'Fetch more history: `git fetch --unshallow`, or in GitHub Actions set `fetch-depth: 0` on actions/checkout.'

const reviewEverything = `To review every file as new: --base ${emptyTreeIds[0]}.`
