import { rules } from '../../rules/index.ts'
import { policyFrom } from '../../src/cli/local-policy.ts'
import type { Report } from '../../src/core/report.ts'
import type { FileChange, Tree } from '../../src/core/snapshot.ts'
import type { PlanFile } from '../../src/pipeline/terraform.ts'
import { review } from '../../src/pipeline.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'

type Texts = Readonly<Record<string, string>>

interface Change {
  readonly base?: Texts
  readonly head: Texts
  /** Text of the policy at base. */
  readonly policy?: string
  readonly plans?: readonly PlanFile[]
}

/** Reviews changes of Terraform without a repository, on 28 November 2026. */
export function openReviews() {
  const reader = openSqlReader()
  const terraform = openTerraformReader()
  return {
    async of({ base = {}, head, policy, plans = [] }: Change): Promise<Report> {
      const before = treeOf({ ...base, ...(policy !== undefined && { '.github/sluice.yml': policy }) })
      return review({
        snapshot: {
          base: treeOf(base),
          head: treeOf(head),
          changed: changesOf(base, head),
          clock: { today: '2026-11-28' },
        },
        ...{ policy: await policyFrom(before), statistics: {}, rules, reader, terraform, plans },
        ...{ scope: 'pull-request', now: () => 0 },
      })
    },
    async close() {
      await Promise.all([reader.close(), terraform.close()])
    },
  }
}

function treeOf(texts: Texts): Tree {
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, { kind: 'text', text }] as const))
  return { commit: null, files, paths: Object.keys(texts).sort() }
}

function changesOf(base: Texts, head: Texts): FileChange[] {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort()
  return paths
    .filter((path) => base[path] !== head[path])
    .map((path) => ({
      path,
      status: base[path] === undefined ? 'added' : head[path] === undefined ? 'deleted' : 'modified',
    }))
}
