import type { Tree } from '../core/snapshot.ts'
import { imagesOf } from './images.ts'
import { linesOf } from './lines.ts'
import { byCodeUnit, fileName } from './paths.ts'
import { type Project, projectOf } from './project.ts'
import { terraformVersions } from './terraform-versions.ts'

export interface PostgresVersion {
  readonly version: number
  /** `path:line`, or `default`. */
  readonly source: string
  readonly sentence: string
}

/**
 * The oldest major that the project still supports after version 14's end of life on 2026-11-12
 * (postgresql.org, "Versioning Policy").
 */
export const defaultVersion = 15

interface Sign {
  /** The nearer to production, the lower. */
  readonly distance: number
  readonly major: number
  readonly path: string
  readonly line: number
  readonly words: string
}

const oldest = 8
const newest = 40

/**
 * The major version migrations will meet. What Terraform builds says more than what Supabase is linked to,
 * that more than what developers start in containers, that more than what CI starts, that more than a
 * developer's tool list; among equals the lowest, since a migration has to work there too.
 */
export function postgresVersion(tree: Tree): PostgresVersion {
  const project = projectOf(tree)
  const signs = [
    ...terraform(project),
    ...supabase(project),
    ...containers(project),
    ...toolVersions(project),
  ]
  const [best] = signs.filter(({ major }) => major >= oldest && major <= newest).sort(nearestFirst)
  if (!best) {
    const sentence = `No file says which Postgres runs; ${defaultVersion} is assumed, the oldest major still supported.`
    return { version: defaultVersion, source: 'default', sentence }
  }
  const source = `${best.path}:${best.line}`
  return { version: best.major, source, sentence: `Postgres ${best.major}, from ${best.words} in ${source}.` }
}

function nearestFirst(one: Sign, other: Sign): number {
  return (
    one.distance - other.distance ||
    one.major - other.major ||
    byCodeUnit(one.path, other.path) ||
    one.line - other.line
  )
}

function terraform(project: Project): Sign[] {
  const files = project.paths.filter((path) => /\.(?:tf|tofu)$/.test(path))
  return files.flatMap((path) =>
    terraformVersions(project.text(path) ?? '').map((said) => ({ ...said, distance: 0, path })),
  )
}

function supabase(project: Project): Sign[] {
  const files = project.named('config.toml').filter((path) => /(?:^|\/)supabase\/config\.toml$/.test(path))
  return files.flatMap((path) =>
    scan(project, path, /^\s*major_version\s*=\s*(\d{1,2})\b/, 1, 'major_version'),
  )
}

function containers(project: Project): Sign[] {
  return imagesOf(project).flatMap(({ database, major, place, path, line, reference }) =>
    database === 'postgres' && major !== undefined
      ? [{ distance: place === 'compose' ? 2 : 3, major, path, line, words: `image ${reference}` }]
      : [],
  )
}

function toolVersions(project: Project): Sign[] {
  const files = project.paths.filter((path) =>
    ['.tool-versions', 'mise.toml', '.mise.toml'].includes(fileName(path)),
  )
  return files.flatMap((path) =>
    scan(project, path, /^\s*postgres(?:ql)?\s*(?:=\s*"|\s)(\d{1,2})(?=[.\s"]|$)/, 4, fileName(path)),
  )
}

function scan(project: Project, path: string, pattern: RegExp, distance: number, words: string): Sign[] {
  return [...linesOf(project.text(path) ?? '')].flatMap(({ number, text }) => {
    const major = pattern.exec(text)?.[1]
    return major === undefined ? [] : [{ distance, major: Number(major), path, line: number, words }]
  })
}
