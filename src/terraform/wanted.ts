/** Terraform and OpenTofu code, as HCL and as JSON, and files of variables. */
export function isTerraform(path: string): boolean {
  return /\.(?:tf|tofu|tfvars)(?:\.json)?$/.test(path) && !isFetched(path)
}

/**
 * Whether this room reads the content of a file: code, and what code beside it may take in with `file()` and `templatefile()` (schemas,
 * policies). By path alone.
 */
export function wantedForTerraform(path: string): boolean {
  return isTerraform(path) || (isTakenIn(path) && !isFetched(path))
}

/** What `terraform init` fetched, or somebody vendored, is not the repository's own. */
const isFetched = (path: string) => /(?:^|\/)(?:\.terraform|node_modules|vendor)\//.test(path)

const folders =
  /(?:^|\/)(?:terraform|tofu|tf|infra|infrastructure|iac|modules|stacks|envs?|environments|live|deploy|schemas?|policies|templates)\//i

const isTakenIn = (path: string) => /\.(?:json|tftpl|tpl|ya?ml)$/.test(path) && folders.test(path)
