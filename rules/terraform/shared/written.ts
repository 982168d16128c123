/** A resource block for an example. */
export function written(type: string, lines = '', name = 'main'): string {
  const body = lines
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}\n`))
    .join('')
  return `resource "${type}" "${name}" {\n${body}}\n`
}

/** The page of a resource in the documentation of the AWS provider. */
export function awsPage(resource: string): string {
  return `https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/${resource}`
}
