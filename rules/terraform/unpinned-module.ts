import { defineRule } from '../../src/core/rule.ts'
import type { ModuleCall } from '../../src/core/terraform/configuration.ts'
import { read } from '../../src/core/terraform/read.ts'
import { isUnknown, type Value, valueText } from '../../src/core/terraform/value.ts'

const call = (...lines: readonly string[]) =>
  ['module "lake" {', ...lines.map((line) => `  ${line}`), '}', ''].join('\n')

export default defineRule({
  id: 'terraform/unpinned-module',
  title: 'Pin modules to one version',
  severity: 'low',
  languages: ['terraform'],
  tags: ['terraform', 'supply-chain'],
  since: '0.1.0',
  why: 'A module without a fixed version is whatever its author last pushed: the plan that was reviewed is not the one that is applied, and whoever takes over the repository of the module runs code with your credentials. A tag can be moved; the hash of a commit cannot.',
  fix: 'Name a commit for a git source (`?ref=` with its 40 digits, the tag in a comment beside it) and an exact version for a registry (`version = "5.1.2"`). The lock file pins providers, never modules.',
  references: [
    'https://developer.hashicorp.com/terraform/language/modules/sources',
    'https://developer.hashicorp.com/terraform/language/modules/syntax#version',
  ],
  aliases: [
    'checkov:CKV_TF_1',
    'checkov:CKV_TF_2',
    'tflint:terraform_module_pinned_source',
    'tflint:terraform_module_version',
  ],
  examples: {
    bad: [
      call('source = "git::https://github.com/acme/terraform-lake.git"'),
      call('source = "git::https://github.com/acme/terraform-lake.git?ref=v1.4.0"'),
      call('source = "github.com/acme/terraform-lake"'),
      call('source  = "terraform-aws-modules/s3-bucket/aws"', 'version = "~> 4.1"'),
      call('source = "terraform-aws-modules/s3-bucket/aws"'),
    ],
    good: [
      call(
        'source = "git::https://github.com/acme/terraform-lake.git?ref=3f2c1b0a9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a"',
      ),
      call('source  = "terraform-aws-modules/s3-bucket/aws"', 'version = "4.1.2"'),
      call('source  = "app.terraform.io/acme/lake/aws"', 'version = "= 1.0.3"'),
      {
        files: {
          'main.tf': call('source = "./modules/lake"'),
          'modules/lake/main.tf': 'variable "name" {\n  default = "lake"\n}\n',
        },
        note: 'A module of this repository has the version of this repository.',
      },
    ],
  },
  *check({ modules }) {
    const calls = Map.groupBy(modules, ({ header }) => `${header.path} ${header.range.start}`)
    for (const [module] of calls.values()) {
      const problem = module && problemOf(module)
      if (!module || !problem) continue
      const reading = read(module, 'source')
      yield {
        at: reading.place.range,
        path: reading.place.path,
        subject: { kind: 'resource', name: module.address.replace(/\[[^\]]*\]/g, '') },
        identity: JSON.stringify([
          'source',
          valueText(reading.value),
          valueText(read(module, 'version').value),
        ]),
        message: `module.${module.name} ${problem}.`,
      }
    }
  },
})

function problemOf(module: ModuleCall): string | undefined {
  const { source } = module
  if (typeof source !== 'string' || /^\.{1,2}(?:\/|$)|^[A-Za-z]:|^\//.test(source)) return undefined
  if (isRegistry(source)) return versionProblem(read(module, 'version').value)
  return isGit(source) ? refProblem(source) : undefined
}

/** `namespace/name/provider`, a host before it or not. */
function isRegistry(source: string): boolean {
  const [first = '', ...rest] = source.split('//')[0]?.split('/') ?? []
  if (source.includes('::') || source.includes('?') || /^(?:github\.com|bitbucket\.org)$/.test(first))
    return false
  const names = first.includes('.') ? rest : [first, ...rest]
  return names.length === 3 && names.every((name) => /^[A-Za-z0-9_-]{1,64}$/.test(name))
}

function isGit(source: string): boolean {
  return /^(?:git::|hg::|github\.com\/|bitbucket\.org\/|git@)|\.git(?:$|[?/])/.test(source)
}

function versionProblem(version: Value | undefined): string | undefined {
  if (version === undefined || version === null) return 'names no version'
  if (isUnknown(version)) return undefined
  const isExact =
    typeof version === 'string' && /^\s*=?\s*v?\d+\.\d+\.\d+(?:[-+][\w.-]{1,60})?\s*$/.test(version)
  return isExact ? undefined : 'allows more than one version'
}

function refProblem(source: string): string | undefined {
  const [, ref] = /[?&](?:ref|rev)=([^&]{1,200})/.exec(source) ?? []
  if (ref === undefined) return 'follows a branch of its repository'
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref) ? undefined : `follows ${ref}, which can be moved`
}
