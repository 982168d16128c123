import { branchTip, git } from './git.ts'

export type FileContent =
  | string
  | Buffer
  | null
  | { readonly symlink: string }
  | { readonly submodule: string }

export interface NewCommit {
  readonly branch: string
  /** The commit before it; none makes a root commit. */
  readonly parent: string | undefined
  readonly files: Readonly<Record<string, FileContent>>
  readonly message: string
  readonly author: string
  readonly at: number
}

/** Stores a commit and puts the branch there; `null` deletes a path. */
export function storeCommit(directory: string, commit: NewCommit): string {
  const who = `${commit.author} <${commit.author}@users.noreply.github.com> ${Math.floor(commit.at / 1000)} +0000`
  const message = Buffer.from(commit.message)
  const head = [
    `commit refs/heads/${commit.branch}`,
    `author ${who}`,
    `committer ${who}`,
    `data ${message.length}`,
  ]
  const stream = Buffer.concat([
    Buffer.from(`${head.join('\n')}\n`),
    message,
    Buffer.from(commit.parent === undefined ? '\n' : `\nfrom ${commit.parent}\n`),
    ...Object.entries(commit.files).map(([path, content]) => change(path, content)),
  ])
  git(directory, ['fast-import', '--quiet', '--force'], { input: stream })
  return branchTip(directory, commit.branch) ?? ''
}

function change(path: string, content: FileContent): Buffer {
  const name = `"${Array.from(Buffer.from(path), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`
  if (content === null) return Buffer.from(`D ${name}\n`)
  const isLink = typeof content === 'object' && 'symlink' in content
  if (typeof content === 'object' && 'submodule' in content)
    return Buffer.from(`M 160000 ${content.submodule} ${name}\n`)
  const bytes = Buffer.from(isLink ? content.symlink : content)
  const mode = isLink ? '120000' : '100644'
  return Buffer.concat([
    Buffer.from(`M ${mode} inline ${name}\ndata ${bytes.length}\n`),
    bytes,
    Buffer.from('\n'),
  ])
}
