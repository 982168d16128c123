import { isVendored } from '../migrations/project.ts'
import { wantedForMigrations } from '../migrations/wanted.ts'
import { isTerraform, wantedBesideTerraform } from '../terraform/wanted.ts'

/** Whether a review reads the content of a file, by its path alone. */
export function wanted(path: string): boolean {
  return wantedForMigrations(path) || isTerraform(path)
}

/** Of all paths of a change, further files that are read for what lies beside them: what code takes in, and what describes models of dbt. */
export function wantedBeside(paths: readonly string[]): (path: string) => boolean {
  const isTaken = wantedBesideTerraform(paths)
  const isProperty = wantedOfDbt(paths)
  return (path) => isTaken(path) || isProperty(path)
}

/** YAML of dbt projects in folders that hold models, tests or macros. */
function wantedOfDbt(paths: readonly string[]): (path: string) => boolean {
  const roots = paths
    .filter((path) => /(?:^|\/)dbt_project\.yml$/.test(path) && !isVendored(path))
    .map((path) => path.slice(0, -'dbt_project.yml'.length))
  if (roots.length === 0) return () => false
  return (path) => /\.ya?ml$/.test(path) && !isVendored(path) && roots.some((root) => path.startsWith(root))
}
