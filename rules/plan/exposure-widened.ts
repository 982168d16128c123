import { everybodyAdmitted, policyChanges, widenings } from '../../src/core/iam/policy-changes.ts'
import { defineRule } from '../../src/core/rule.ts'
import { declarationOf } from '../../src/core/terraform/declared.ts'
import { guardAt, guardsOf, weakened } from '../../src/core/terraform/guards.ts'
import { openedNetworks, openedText, placeHolding } from '../../src/core/terraform/opened-networks.ts'
import { partnersAdmitted } from '../../src/core/terraform/partners.ts'
import { valueText } from '../../src/core/terraform/value.ts'
import { companions } from './shared/companions.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, isUpdated, type Planned, plannedIn } from './shared/planned.ts'

const cluster = (open: boolean) => `resource "aws_redshift_cluster" "core" {
  cluster_identifier  = "core"
  publicly_accessible = ${open}
}
`
const rule = (cidr: string) => `resource "aws_security_group_rule" "db" {
  type        = "ingress"
  cidr_blocks = ["${cidr}"]
}
`
const reach = (before: string, after: string) => ({
  before: rule(before),
  files: { 'main.tf': rule(after) },
  plan: planWith(
    change('aws_security_group_rule.db', 'replace', [
      { type: 'ingress', cidr_blocks: [before] },
      { type: 'ingress', cidr_blocks: [after] },
    ]),
  ),
})

export default defineRule({
  id: 'plan/exposure-widened',
  title: 'Let no more people and networks at the data',
  languages: ['terraform'],
  severity: 'critical',
  tags: ['terraform', 'plan', 'exposure'],
  since: '0.1.0',
  why: 'After the apply the data can be reached from where it could not be reached before: from the internet, by everybody, or by networks outside.',
  fix: 'Keep it closed and let the one who needs it in: a private endpoint, a peered network, one principal with a condition, a presigned link.',
  examples: {
    before: cluster(false),
    bad: [
      {
        files: { 'main.tf': cluster(true) },
        plan: planWith(
          change('aws_redshift_cluster.core', 'update', [
            { publicly_accessible: false },
            { publicly_accessible: true },
          ]),
        ),
      },
      reach('10.0.0.0/16', '0.0.0.0/0'),
    ],
    good: [
      {
        before: cluster(true),
        files: { 'main.tf': cluster(false) },
        plan: planWith(
          change('aws_redshift_cluster.core', 'update', [
            { publicly_accessible: true },
            { publicly_accessible: false },
          ]),
        ),
      },
      reach('0.0.0.0/0', '10.0.0.0/16'),
      reach('10.0.0.0/16', '10.1.0.0/16'),
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      if (!isUpdated(planned.resource)) continue
      yield* guards(planned)
      yield* networks(planned)
      yield* policies(planned)
      yield* members(planned)
      yield* partners(planned)
    }
    for (const { planned, what } of companions(document, 'exposure')) {
      yield hitOn(planned, { message: `${planned.resource.address} goes: ${what}.` })
    }
  },
})

function* guards(planned: Planned) {
  const { before, after, type, address } = planned.resource
  for (const guard of guardsOf(type).filter(({ kind }) => kind === 'exposure')) {
    const [was, is] = [guardAt(before, guard), guardAt(after, guard)]
    if (weakened(guard, was.value, is.value) !== 'yes') continue
    const message = `${address} loses ${guard.name}: ${guard.path} goes from ${valueText(was.value)} to ${valueText(is.value)}.`
    yield hitOn(planned, { path: is.path, message })
  }
}

function* networks(planned: Planned) {
  const { resource, document } = planned
  const opened = openedNetworks(resource)
  for (const [name, group] of Map.groupBy(opened, ({ path }) => String(path[0]))) {
    const worst = group.find(({ from }) => from === 'internet') ?? group[0]
    if (!worst) continue
    const declared = declarationOf(document, resource)
    const place = declared && placeHolding(declared, name, worst.text)
    yield hitOn(planned, {
      path: worst.path.slice(0, 1),
      ...(place && { at: { place } }),
      message: `${resource.address} ${openedText(group)}.`,
      ...(worst.from === 'public' && { weight: 'light' as const }),
    })
  }
}

function* policies(planned: Planned) {
  for (const { path, open } of policyChanges(planned.resource)) {
    if (open.length === 0) continue
    yield hitOn(planned, {
      path,
      message: `${planned.resource.address} is open to everybody: ${widenings(open)}.`,
    })
  }
}

function* members(planned: Planned) {
  const { resource } = planned
  for (const { name, added } of everybodyAdmitted(resource)) {
    const message = `${resource.address} grants access to ${added.join(', ')}.`
    yield hitOn(planned, { path: [name], message })
  }
}

function* partners(planned: Planned) {
  const { resource } = planned
  for (const { name, text, isEverybody } of partnersAdmitted(resource)) {
    const message = `${resource.address} ${text}.`
    yield hitOn(planned, { path: [name], message, ...(!isEverybody && { weight: 'light' as const }) })
  }
}
