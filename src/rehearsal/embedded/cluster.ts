import { MemoryFS, PGlite } from '@electric-sql/pglite'

/** The files of a database server, as they lie after it was shut down. */
export interface Cluster {
  /** Parents first. */
  readonly directories: readonly string[]
  readonly files: readonly (readonly [path: string, content: Uint8Array])[]
}

/** The memory in which a server keeps its files: filled before it starts, and read when it is shut down. */
export class ClusterMemory extends MemoryFS {
  readonly #begin: Cluster | undefined
  readonly #ended: ((cluster: Cluster) => void) | undefined

  constructor(begin?: Cluster, ended?: (cluster: Cluster) => void) {
    super()
    this.#begin = begin
    this.#ended = ended
  }

  /** Before PGlite looks whether there is a database. */
  override async initialSyncFs(): Promise<void> {
    if (this.#begin && this.pg) fill(this.pg.Module.FS, this.#begin)
  }

  override async closeFs(): Promise<void> {
    if (this.#ended && this.pg) this.#ended(read(this.pg.Module.FS))
    await super.closeFs()
  }
}

type Files = PGlite['Module']['FS']
const root = PGlite.paths.PGDATA
const ownerOnly = 0o700

function fill(fs: Files, { directories, files }: Cluster): void {
  fs.mkdirTree(root, ownerOnly)
  for (const path of directories) fs.mkdir(`${root}/${path}`, ownerOnly)
  for (const [path, content] of files) fs.writeFile(`${root}/${path}`, content)
}

function read(fs: Files): Cluster {
  const directories: string[] = []
  const files: [string, Uint8Array][] = []
  const visit = (directory: string) => {
    for (const name of fs.readdir(`${root}/${directory}`).filter(isEntry).sort()) {
      const path = directory ? `${directory}/${name}` : name
      const { mode } = fs.lstat(`${root}/${path}`)
      if (fs.isDir(mode)) {
        directories.push(path)
        visit(path)
        // Links lead out of it, to places that a tablespace was given; they are left behind.
      } else if (fs.isFile(mode)) files.push([path, fs.readFile(`${root}/${path}`)])
    }
  }
  visit('')
  return { directories, files }
}

const isEntry = (name: string) => name !== '.' && name !== '..'
