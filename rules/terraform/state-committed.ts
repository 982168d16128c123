import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'terraform/state-committed',
  title: 'Keep Terraform state and plans out of the repository',
  severity: 'critical',
  languages: ['pull-request'],
  tags: ['terraform', 'secrets'],
  since: '0.1.0',
  why: 'A state holds every attribute of every resource in clear: passwords, keys, connection strings. So does a saved plan. In the repository everybody who can read it has them, for good, and two people who apply from it overwrite each other.',
  fix: `1. \`git rm --cached\` the file, and add \`*.tfstate\`, \`*.tfstate.*\`, \`*.tfplan\` and \`.terraform/\` to \`.gitignore\`. \`.terraform.lock.hcl\` belongs into the repository.
2. Keep the state in a backend with encryption and a lock (\`s3\`, \`gcs\`, \`azurerm\`).
3. Take the file out of the history of the branch, and replace every secret in it.`,
  references: [
    'https://developer.hashicorp.com/terraform/language/state/sensitive-data',
    'https://developer.hashicorp.com/terraform/language/backend',
  ],
  examples: {
    bad: [
      { files: { 'infra/terraform.tfstate': '{"version": 4, "resources": []}\n' } },
      { files: { 'infra/terraform.tfstate.backup': '{"version": 4}\n' } },
      { files: { 'infra/.terraform/terraform.tfstate': '{"version": 3}\n' } },
      { files: { 'release.tfplan': 'PK\n' } },
    ],
    good: [
      { files: { 'infra/.terraform.lock.hcl': 'provider "registry.terraform.io/hashicorp/aws" {\n}\n' } },
      { files: { 'docs/terraform-tfstate.md': 'Where the state is kept.\n' } },
      {
        before: { 'infra/terraform.tfstate': '{"version": 4}\n' },
        files: { 'infra/terraform.tfstate': null },
        note: 'Taking it out is no offence.',
      },
    ],
  },
  *check({ added }) {
    for (const path of added) {
      const what = whatIs(path)
      if (!what) continue
      yield {
        at: { start: 0, end: 0 },
        path,
        subject: { kind: 'file', name: path },
        identity: path,
        message: `${path} is ${what}: it may hold secrets in clear.`,
      }
    }
  },
})

function whatIs(path: string): string | undefined {
  if (/\.tfstate(?:\.[\w.-]{1,100})?$/.test(path)) return 'a state of Terraform'
  if (/(?:^|\/)\.terraform\//.test(path)) return "a part of Terraform's working directory"
  return /(?:^|\/)[^/]*\.tfplan$|(?:^|\/)tfplan(?:\.bin|\.json)?$/.test(path)
    ? 'a plan of Terraform'
    : undefined
}
