/** Terraform and OpenTofu code, as HCL and as JSON, and files of variables. */
export function isTerraform(path: string): boolean {
  return /\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(path) && !isFetched(path)
}

/** Whether code may take a file in with `file()` or `templatefile()`: a schema, a policy, a template. */
export function mayBeTakenIn(path: string): boolean {
  return /\.(?:json|tftpl|tpl|ya?ml)$/.test(path) && !isTerraform(path) && !isFetched(path)
}

/** Of these paths, the files that code in the same folder, in one above, or in one beside may take in. */
export function wantedBesideTerraform(paths: readonly string[]): (path: string) => boolean {
  const folders = new Set(
    paths.filter(isTerraform).flatMap((path) => [folderOf(path), folderOf(folderOf(path))]),
  )
  return (path) => mayBeTakenIn(path) && ancestorsOf(path).some((folder) => folders.has(folder))
}

/** Without its end: `infra/prod` of `infra/prod/main.tf`. */
const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

function ancestorsOf(path: string): string[] {
  const parts = folderOf(path).split('/')
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))]
}

/** What `terraform init` fetched, or somebody vendored, is not the repository's own. */
const isFetched = (path: string) => /(?:^|\/)(?:\.terraform|node_modules|vendor)\//.test(path)
