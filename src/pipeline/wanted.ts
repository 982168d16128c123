import { wantedForMigrations } from '../migrations/wanted.ts'
import { isTerraform } from '../terraform/wanted.ts'

/** Whether a review reads the content of a file, by its path alone. */
export function wanted(path: string): boolean {
  return wantedForMigrations(path) || isTerraform(path)
}
