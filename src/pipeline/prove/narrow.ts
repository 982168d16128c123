import { statementsOf } from '../../core/iam/document.ts'
import { type Policy, readPolicy } from '../../core/iam/policy.ts'
import { policyAttributes } from '../../core/iam/policy-changes.ts'
import { widened } from '../../core/iam/widened.ts'
import type { Remedy } from '../../core/opinion.ts'
import { valuesOf } from '../../core/terraform/body-values.ts'
import type { Configuration, Resource } from '../../core/terraform/configuration.ts'
import { valueAt } from '../../core/terraform/value.ts'
import { headText, type Refused, type Trial } from '../try-out.ts'
import { held, objection } from './objections.ts'
import { outsidePolicies } from './outside-policies.ts'
import { hiddenIn } from './plain-text.ts'
import { type Bench, isRefused, noPlan, type RemedyWish, refused } from './trials.ts'

/**
 * Files with narrower policies: accepted where they differ from head in policies alone, where each policy allows a part of what it allowed
 * and not nothing, and where a finding on policies is gone and none has come.
 */
export async function proveNarrow(
  wish: RemedyWish,
  { before, tryOut }: Bench,
): Promise<{ remedy: Remedy } | Refused> {
  const [path] = wish.paths
  if (path === undefined || wish.files.length === 0) return refused('It edits no file.')
  for (const file of wish.files) {
    const text = headText(before, file.path)
    if (text === undefined || !wish.paths.includes(file.path))
      return refused('It edits a file that the question was not about.')
    const hidden = hiddenIn(file.text, [text])
    if (hidden !== undefined) return refused(hidden)
  }
  const after = await tryOut(wish.files)
  if (isRefused(after)) return after
  const why = problemOf(wish, before, after)
  if (why !== undefined) return refused(why)
  return {
    remedy: { kind: 'narrow', path, title: wish.title, files: wish.files, proof, caveats: [notSeen, noPlan] },
  }
}

const notSeen = 'Whether what is left is enough for who uses it was not seen.'

const proof = [
  'Parses as Terraform code, and differs in policies alone.',
  'Allows a part of what it allowed, and nothing else.',
  'No rule objects.',
]

function problemOf({ files, paths }: RemedyWish, before: Trial, after: Trial): string | undefined {
  const [was, is] = [before.read.terraform.head, after.read.terraform.head]
  const unread = after.read.terraform.coverage.find(
    (file) => files.some(({ path }) => path === file.path) && file.status !== 'evaluated',
  )
  if (unread) return `${unread.path} is not read: ${unread.reason ?? 'nothing says why'}`
  const other = files.find(
    ({ path, text }) =>
      outsidePolicies(path, headText(before, path) ?? '', was) !== outsidePolicies(path, text, is),
  )
  if (other) return `${other.path} would differ in more than policies`
  return (
    meaning(policiesIn(was), policiesIn(is)) ??
    lostOfBefore(was, is) ??
    findingLeft(paths, before, after) ??
    objection(before, after)
  )
}

type Policies = ReadonlyMap<string, Policy>

function meaning(was: Policies, is: Policies): string | undefined {
  if (was.size !== is.size) return 'it would not have the same policies'
  let narrower = 0
  for (const [name, old] of was) {
    const fresh = is.get(name)
    if (!fresh) return `${name} would be gone`
    const { found, unclear } = widened(old, fresh)
    if (found[0]) return `${name} would allow more: ${found[0].text}`
    const narrowing = widened(fresh, old)
    if (unclear && !isSame(old, fresh)) return `what ${name} allows is not known`
    if (allows(old) && !allows(fresh)) return `${name} would allow nothing`
    if (narrowing.found.length > 0) narrower++
  }
  return narrower > 0 ? undefined : 'it allows as much as before'
}

type Heads = Trial['read']['terraform']['head']

/** What merged policies allow and the change leaves to them is no part of what it widens. */
function lostOfBefore(was: Heads, is: Heads): string | undefined {
  const base = policiesIn(was.flatMap(({ before }) => before ?? []))
  const [head, fresh] = [policiesIn(was), policiesIn(is)]
  for (const [name, merged] of base) {
    const [own, next] = [head.get(name), fresh.get(name)]
    if (!own || !next || isSame(own, next) || widened(own, merged).found.length > 0) continue
    const [lost] = widened(next, merged).found
    if (lost)
      return `${name} would not allow any more what it allows at the base: ${lost.action} on ${lost.resource}`
  }
  return undefined
}

const allows = ({ statements }: Policy) =>
  statements.some(
    ({ effect, actions, resources }) =>
      effect === 'Allow' &&
      (actions.not || actions.of.length > 0) &&
      (resources.not || resources.of.length > 0),
  )

/** What is not known of a policy that nobody touched is the same on both sides. */
const isSame = (one: Policy, other: Policy) => JSON.stringify(one, inFull) === JSON.stringify(other, inFull)

const inFull = (name: string, value: unknown) =>
  name === 'place' ? undefined : value instanceof Map ? [...value] : value

/** Every policy of the code by where it stands: in an attribute, or in a document. */
function policiesIn(configurations: readonly Configuration[]): Policies {
  return new Map(
    configurations.flatMap((configuration) =>
      configuration.resources.flatMap((resource) =>
        policiesOf(resource).map(
          ([name, policy]) => [`${name} of ${configuration.root || '.'}`, policy] as const,
        ),
      ),
    ),
  )
}

function policiesOf(resource: Resource): readonly (readonly [string, Policy])[] {
  const { address, mode, resourceType } = resource
  if (mode === 'data')
    return resourceType === 'aws_iam_policy_document'
      ? [[address, { statements: statementsOf(resource).map(({ statement }) => statement) }]]
      : []
  const values = valuesOf(resource)
  return policyAttributes(resourceType)
    .filter((name) => values.has(name))
    .map((name) => [`${address}.${name}`, readPolicy(valueAt(values, [name]))])
}

/** Of what rules say of policies in these files some must be gone. */
function findingLeft(paths: readonly string[], before: Trial, after: Trial): string | undefined {
  const about = (trial: Trial) =>
    held(trial)
      .filter(({ ruleId, path }) => paths.includes(path) && ofPolicies.test(ruleId))
      .map(({ ruleId, subject }) => `${ruleId} ${subject.name}`)
  const left = about(after)
  return about(before).some((one) => !left.includes(one)) ? undefined : 'what rules say of its policies stays'
}

const ofPolicies = /iam|policy|exposure|public|grant/
