import { linesOf } from './lines.ts'
import { fileName } from './paths.ts'
import type { Project } from './project.ts'

/** A database image that a file of the repository starts. */
export interface Image {
  readonly path: string
  readonly line: number
  readonly reference: string
  readonly database: 'postgres' | 'mysql' | 'mariadb'
  /** Major version, when the tag says it. */
  readonly major: number | undefined
  readonly place: 'compose' | 'ci'
}

const compose = /^(?:docker-)?compose(?:[.-][\w.-]{1,60})?\.ya?ml$/
const dockerfile = /^(?:[\w.-]{1,60}\.)?(?:Dockerfile|Containerfile)(?:\.[\w.-]{1,60})?$/i
const ci =
  /^(?:.+\/)?(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci\/[^/]+\.ya?ml|bitbucket-pipelines\.ya?ml|azure-pipelines\.ya?ml)$/

const mayNameImages = /\.ya?ml$|(?:docker|container)file/i

/** Where a file that names container images stands; undefined for every other file. By name only. */
export function imagePlace(path: string): Image['place'] | undefined {
  if (path.length > 1000 || !mayNameImages.test(path)) return undefined
  const name = fileName(path)
  if (compose.test(name) || dockerfile.test(name)) return 'compose'
  return ci.test(path) ? 'ci' : undefined
}

const found = new WeakMap<Project, readonly Image[]>()

/** The database images of a project, in path order. */
export function imagesOf(project: Project): readonly Image[] {
  const known = found.get(project)
  if (known) return known
  const images = project.paths.flatMap((path) => {
    const place = imagePlace(path)
    return place ? imagesIn(path, project.text(path) ?? '', place) : []
  })
  found.set(project, images)
  return images
}

const keyed =
  /^\s*(?:-\s+)?(?:image:\s+["']?|name:\s+["']?(?=[^\s"'#]{1,100}:))([^\s"'#]{1,200})["']?\s*(?:#.*)?$/
const listed = /^\s*-\s+["']?([\w./-]{1,150}:[^\s"'#]{1,100})["']?\s*(?:#.*)?$/
const from = /^\s*FROM\s+(?:--platform=\S{1,60}\s+)?([^\s#]{1,200})/i

function imagesIn(path: string, text: string, place: Image['place']): Image[] {
  const isDockerfile = dockerfile.test(fileName(path))
  const images: Image[] = []
  for (const line of linesOf(text)) {
    const match = isDockerfile ? from.exec(line.text) : (keyed.exec(line.text) ?? listed.exec(line.text))
    const image = match?.[1] === undefined ? undefined : readReference(match[1])
    if (image) images.push({ path, line: line.number, place, ...image })
  }
  return images
}

const postgresImages = new Set([
  'postgres',
  'postgresql',
  'postgis',
  'timescaledb',
  'timescaledb-ha',
  'pgvector',
  'citus',
  'cloudnative-pg',
  'spilo',
  'paradedb',
  'alloydbomni',
])
/** Images whose tags count something else; only a `pg16` in the tag tells their Postgres. */
const ownNumbers = new Set([
  'timescaledb',
  'timescaledb-ha',
  'pgvector',
  'citus',
  'spilo',
  'paradedb',
  'alloydbomni',
])

/**
 * What an image reference says: `postgres:15.4-alpine`, `postgis/postgis:15-3.4`, `pgvector/pgvector:pg16`.
 * The default of `${PG_VERSION:-15}` counts (Compose file reference, "Interpolation"); any other variable
 * leaves the version unknown.
 */
export function readReference(
  reference: string,
): Pick<Image, 'reference' | 'database' | 'major'> | undefined {
  const resolved = reference.replace(/\$\{\w{1,60}:?-([^{}$]{0,60})\}/g, '$1').replace(/@sha256:.*$/, '')
  const name = resolved.slice(resolved.lastIndexOf('/') + 1)
  const colon = name.indexOf(':')
  const image = colon === -1 ? name : name.slice(0, colon)
  const tag = colon === -1 ? '' : name.slice(colon + 1)
  if (image === 'mysql' || image === 'mariadb') return { reference, database: image, major: majorOf(tag) }
  if (!postgresImages.has(image)) return undefined
  const spelled = /(?:^|[-_])pg(\d{1,2})(?!\d)/.exec(tag)?.[1]
  const major = spelled !== undefined ? Number(spelled) : ownNumbers.has(image) ? undefined : majorOf(tag)
  return { reference, database: 'postgres', major }
}

function majorOf(tag: string): number | undefined {
  const major = /^v?(\d{1,2})(?=$|[.\-_])/.exec(tag)?.[1]
  return major === undefined ? undefined : Number(major)
}
