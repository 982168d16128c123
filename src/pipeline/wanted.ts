import { isVendored } from '../migrations/project.ts'
import { wantedForMigrations } from '../migrations/wanted.ts'
import { isTerraform, wantedBesideTerraform } from '../terraform/wanted.ts'

/** Whether a review reads the content of a file, by its path alone. */
export function wanted(path: string): boolean {
  return wantedForMigrations(path) || isTerraform(path)
}

/**
 * Of all paths of a change, further files that are read for what lies beside them: what code takes in, and YAML in the folders of files
 * of dbt that change. Where none changes nothing of dbt is asked for.
 */
export function wantedBeside(
  paths: readonly string[],
  changed: readonly string[],
): (path: string) => boolean {
  const folders = new Set(changed.filter(inProjects(paths)).map(folderOf))
  return besideTerraformOr(paths, (path) => folders.has(folderOf(path)))
}

/** The same where a model is asked and nobody waits: all YAML of the dbt projects in which something changes. */
export function wantedToAsk(paths: readonly string[], changed: readonly string[]): (path: string) => boolean {
  const isDbt = inProjects(paths)
  const roots = projectsIn(paths).filter((root) =>
    changed.some((path) => isDbt(path) && path.startsWith(root)),
  )
  return besideTerraformOr(paths, (path) => !isVendored(path) && roots.some((root) => path.startsWith(root)))
}

function besideTerraformOr(paths: readonly string[], isNear: (path: string) => boolean) {
  const isTaken = wantedBesideTerraform(paths)
  return (path: string) => isTaken(path) || (/\.ya?ml$/.test(path) && isNear(path))
}

/** Whether a file is a dbt project's own code or YAML. */
function inProjects(paths: readonly string[]): (path: string) => boolean {
  const roots = projectsIn(paths)
  return (path) =>
    /\.(?:sql|ya?ml)$/.test(path) && !isVendored(path) && roots.some((root) => path.startsWith(root))
}

/** Folders of projects, each with its slash. */
function projectsIn(paths: readonly string[]): string[] {
  const marker = 'dbt_project.yml'
  const roots = paths
    .filter((path) => path === marker || path.endsWith(`/${marker}`))
    .filter((path) => !isVendored(path))
    .map((path) => path.slice(0, -marker.length))
  return [...new Set(roots)]
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))
