import { everybodyAdmitted, policyChanges, widenings } from '../../src/core/iam/policy-changes.ts'
import { defineRule } from '../../src/core/rule.ts'
import { guardAt, guardsOf, weakened } from '../../src/core/terraform/guards.ts'
import { openedNetworks, openedText, placeHolding } from '../../src/core/terraform/opened-networks.ts'
import { firstUnknown, pathText, valueAt, valueText } from '../../src/core/terraform/value.ts'
import { changed } from './shared/change-family.ts'
import { asHits, type Judged, type Told } from './shared/family.ts'
import { type Changed, changedIn, setAt } from './shared/widened.ts'
import { written } from './shared/written.ts'

const rule = (...networks: readonly string[]) =>
  written(
    'aws_security_group_rule',
    `type = "ingress"\nfrom_port = 5432\nto_port = 5432\nprotocol = "tcp"\ncidr_blocks = [${networks.map((each) => `"${each}"`).join(', ')}]`,
    'db',
  )
const cluster = (open: boolean) =>
  written('aws_redshift_cluster', `cluster_identifier = "core"\npublicly_accessible = ${open}`, 'core')
const readers = (...members: readonly string[]) =>
  written(
    'google_storage_bucket_iam_binding',
    `bucket = "lake"\nrole = "roles/storage.objectViewer"\nmembers = [${members.map((each) => `"${each}"`).join(', ')}]`,
    'lake',
  )

export default defineRule({
  id: 'terraform/exposure-widened',
  title: 'Let no more people and networks at the data',
  languages: ['terraform'],
  severity: 'critical',
  tags: ['terraform', 'exposure'],
  since: '0.1.0',
  why: 'After the apply the data can be reached from where it could not be reached before: from the internet, by everybody, or by networks outside.',
  fix: 'Keep it closed and let the one who needs it in: a private endpoint, a peered network, one principal with a condition, a presigned link.',
  references: [
    'https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_network_protection_create_layers.html',
  ],
  subsumedBy: ['plan/exposure-widened'],
  examples: {
    bad: [
      changed(rule('10.0.0.0/16'), rule('10.0.0.0/16', '203.0.113.0/24')),
      changed(rule('10.0.0.0/16'), rule('0.0.0.0/0')),
      changed(cluster(false), cluster(true)),
      changed(readers('user:a@acme.test'), readers('user:a@acme.test', 'allUsers')),
    ],
    good: [
      changed(rule('0.0.0.0/0'), rule('10.0.0.0/16')),
      changed(rule('203.0.113.0/24'), rule('203.0.113.0/25', '10.0.0.0/16')),
      changed(cluster(true), cluster(false)),
      changed(readers('allUsers'), readers('user:a@acme.test')),
    ],
  },
  *check(document) {
    const judged = changedIn(document).flatMap((each) =>
      [guards, networks, policies, members]
        .flatMap((judge) => judge(each))
        .map((told): Judged => ({ resource: each.resource, told })),
    )
    yield* asHits(judged, 'lets in more than before', document)
  },
})

function guards({ type, before, after, resource }: Changed): readonly Told[] {
  const exposing = guardsOf(type).filter(({ kind }) => kind === 'exposure')
  return exposing.flatMap((guard): Told[] => {
    const [was, is] = [guardAt(before, guard), guardAt(after, guard)]
    if (weakened(guard, was.value, is.value) !== 'yes') return []
    const fact = `${guard.path} goes from ${valueText(was.value)} to ${valueText(is.value)}`
    const common = { what: pathText(is.path), ...setAt(resource, is.path) }
    return [{ kind: 'bad', ...common, problem: `loses ${guard.name}`, fact, value: is.value ?? null }]
  })
}

function networks(changed: Changed): readonly Told[] {
  const { before, resource } = changed
  const opened = Map.groupBy(openedNetworks(changed), ({ path }) => String(path[0]))
  return [...opened].flatMap(([name, group]): Told[] => {
    const worst = group.find(({ from }) => from === 'internet') ?? group[0]
    if (!worst) return []
    const set = setAt(resource, [name])
    const common = { what: name, ...set, place: placeHolding(resource, name, worst.text) ?? set.place }
    // What was not known before may have let it in.
    const because = firstUnknown(valueAt(before, [name]))
    if (because) return [{ kind: 'unclear', ...common, because }]
    const fact = openedText(group)
    const weight = worst.from === 'public' && { weight: 'light' as const }
    return [{ kind: 'bad', ...common, fact: `it ${fact}`, value: fact, ...weight }]
  })
}

function policies(changed: Changed): readonly Told[] {
  return policyChanges(changed).flatMap(({ path, open }): Told[] => {
    if (open.length === 0) return []
    const common = { what: pathText(path), ...setAt(changed.resource, path) }
    const fact = widenings(open)
    return [{ kind: 'bad', ...common, problem: 'is open to everybody', fact, value: fact }]
  })
}

function members(changed: Changed): readonly Told[] {
  return everybodyAdmitted(changed).map(({ name, added }) => {
    const fact = `it grants access to ${added.join(', ')}`
    return { kind: 'bad', what: name, ...setAt(changed.resource, [name]), fact, value: fact }
  })
}
