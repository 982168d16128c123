import type { Policy } from '../core/policy.ts'
import { type OrganisationPolicy, organisationPolicy } from '../github/read.ts'
import type { PolicySource } from '../policy/source.ts'
import { forgetWrite, recallWrite, recordWrite } from '../store/writes.ts'
import type { RepositoryRef } from './task.ts'
import { clientFor, type TaskContext } from './task-context.ts'

/**
 * The organisation's policy, undefined where it has none; or why nothing can be judged. One that was seen and is out of sight now is not
 * the same as none: whoever takes `.github` out of the installation would take its rules off every check, without a word.
 */
export async function policyOfOrganisation(
  context: TaskContext,
  repository: RepositoryRef,
  { upToMs }: { readonly upToMs: number },
): Promise<{ readonly policy: PolicySource | undefined } | { readonly failed: readonly string[] }> {
  const { owner } = repository
  const found = await organisationPolicy(await clientFor(context, repository), owner, { upToMs })
  if (found.kind === 'not visible')
    return (await wasSeen(context, owner)) ? { failed: outOfSight(owner) } : { policy: undefined }
  await mark(context, owner, found)
  return { policy: found.kind === 'policy' ? found.source : undefined }
}

/** Whether the organisation's part of a policy is the one that is there now. */
export async function isOfOrganisation(
  context: TaskContext,
  repository: RepositoryRef,
  { sources }: Policy,
): Promise<boolean> {
  const found = await policyOfOrganisation(context, repository, { upToMs: 0 })
  if ('failed' in found) return false
  const { policy } = found
  if (!policy) return !sources.some(({ name }) => isFromOrganisation(name))
  return sources.some(({ name, commit }) => name === policy.name && commit === policy.commit)
}

/** `acme/.github: .github/sluice.yml` */
const isFromOrganisation = (source: string) => source.includes('/.github: ')

const key = (owner: string) => `organisation-policy/${owner.toLowerCase()}`

async function wasSeen({ database }: TaskContext, owner: string): Promise<boolean> {
  return (await recallWrite(database, key(owner))) !== undefined
}

async function mark(context: TaskContext, owner: string, { kind }: OrganisationPolicy): Promise<void> {
  const [isThere, wasThere] = [kind === 'policy', await wasSeen(context, owner)]
  if (isThere && !wasThere) await recordWrite(context.database, key(owner), { id: 0, hash: '' })
  if (!isThere && wasThere) await forgetWrite(context.database, key(owner))
}

const outOfSight = (owner: string) => [
  `The policy of the organisation, in \`${owner}/.github\`, was in force and cannot be seen any more, so nothing was judged.`,
  `Install the App on \`${owner}/.github\` again. If there is to be no such policy, delete its \`.github/sluice.yml\` first, while the App sees it.`,
]
