import type { Project } from '../project.ts'

const mentions = new WeakMap<Project, Map<string, boolean>>()

/** Whether the crate a directory belongs to, or its workspace, names a package among its dependencies. */
export function cargoMentions(project: Project, directory: string, crate: string): boolean {
  return project.above(directory, 'Cargo.toml').some((path) => mentionsIn(project, path, crate))
}

function mentionsIn(project: Project, path: string, crate: string): boolean {
  const known = mentions.get(project) ?? new Map<string, boolean>()
  mentions.set(project, known)
  const key = `${crate} ${path}`
  const answer = known.get(key) ?? dependencyOn(crate).test(project.text(path) ?? '')
  known.set(key, answer)
  return answer
}

function dependencyOn(crate: string): RegExp {
  return new RegExp(
    `^(?:\\[(?:[\\w.'-]{1,80}\\.)?dependencies\\.)?"?${crate}(?:[-_][\\w-]{1,40})?"?[ \\t]{0,40}[=.\\]]`,
    'm',
  )
}
