import { type Address, addressAt } from '../../core/terraform/address.ts'
import type { PlanAction } from '../../core/terraform/plan.ts'

/** The comment above a resource: `# ADDRESS will be updated in-place`. */
export interface Header {
  readonly address: string
  readonly parts: Address
  readonly action: PlanAction
  readonly reason?: string
  readonly previousAddress?: string
  readonly deposed?: string
  readonly importing: boolean
  /** It stands among what changed outside of Terraform. */
  readonly isDrift: boolean
}

const phrases: readonly (readonly [string, PlanAction, Partial<Header>?])[] = [
  ['will be created', 'create'],
  ['will be read during apply', 'read'],
  ['will be updated in-place', 'update'],
  ['will be destroyed', 'delete'],
  ['will be removed from the OpenTofu state', 'forget'],
  ['will no longer be managed', 'forget'],
  ['will be imported', 'no-op', { importing: true }],
  ['must be replaced', 'replace', { reason: 'replace_because_cannot_update' }],
  ['will be replaced, as requested', 'replace', { reason: 'replace_by_request' }],
  ['will be replaced due to changes in replace_triggered_by', 'replace', { reason: 'replace_by_triggers' }],
  ['is tainted, so', 'replace', { reason: 'replace_because_tainted' }],
  ['has changed', 'update', { isDrift: true }],
  ['has been changed', 'update', { isDrift: true }],
  ['has been deleted', 'delete', { isDrift: true }],
]

/** The header that a line holds; undefined of any other line. */
export function headerOf(content: string): Header | undefined {
  if (!content.startsWith('# ')) return undefined
  const text = content.slice(2)
  const found = addressAt(text)
  if (!found) return undefined
  const [, deposed, rest = ''] =
    /^(?: \(deposed object (\w{1,64})\))? (.*)$/s.exec(text.slice(found.end)) ?? []
  const common = { address: text.slice(0, found.end), parts: found.address, importing: false, isDrift: false }
  const moved = rest.startsWith('has moved to ') ? addressAt(rest.slice('has moved to '.length)) : undefined
  if (moved) {
    const address = rest.slice('has moved to '.length, 'has moved to '.length + moved.end)
    return { ...common, address, parts: moved.address, action: 'no-op', previousAddress: common.address }
  }
  const [, action, more] = phrases.find(([phrase]) => rest.startsWith(phrase)) ?? []
  if (!action) return undefined
  const keepsOld = action === 'replace' && rest.includes('will not be destroyed')
  return {
    ...common,
    action: keepsOld ? 'create-then-forget' : action,
    ...(deposed !== undefined && { deposed }),
    ...more,
  }
}

/** `module.a["x"]`: no key can be read in two ways. */
const moduleCall = String.raw`module\.[^.[\s]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?`

const reasons: readonly (readonly [RegExp, string])[] = [
  [/^because (?:resource|module)\b.{0,40}\buse[s]? count or for_each/, 'delete_because_wrong_repetition'],
  [/^because index \[.*\] is out of range for count/, 'delete_because_count_index'],
  [/^because key \[.*\] is not in for_each map/, 'delete_because_each_key'],
  [/^because .* was moved to .*, which is not in configuration/, 'delete_because_no_move_target'],
  [
    new RegExp(`^because ${moduleCall}(?:\\.${moduleCall})* is not in configuration`, 's'),
    'delete_because_no_module',
  ],
  [/^because .* is not in configuration/, 'delete_because_no_resource_config'],
  [/^config refers to values not yet known/, 'read_because_config_unknown'],
  [/^depends on a resource or a module with changes pending/, 'read_because_dependency_pending'],
]

/** What is longer was not written by Terraform. */
const longestReason = 2000

/** A header with what the comment in parentheses below it adds; undefined where the line is no such comment. */
export function annotated(header: Header, content: string): Header | undefined {
  const [, said] = /^# \((.*)\)$/s.exec(content) ?? []
  if (said === undefined) return undefined
  if (said.length > longestReason) return header
  if (said.startsWith('imported from ') || said.startsWith('will be imported'))
    return { ...header, importing: true }
  if (said.startsWith('moved from ')) return { ...header, previousAddress: said.slice('moved from '.length) }
  const reason = reasons.find(([form]) => form.test(said))?.[1]
  return reason === undefined ? header : { ...header, reason }
}
