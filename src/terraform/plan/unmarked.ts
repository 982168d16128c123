import type { ExposedSecret } from '../../core/terraform/plan.ts'
import { isSecretName } from '../../core/terraform/secret-names.ts'
import type { Path } from '../../core/terraform/value.ts'
import { entriesAt, type Json, listAt, member, textAt } from './json.ts'
import { markedParts } from './marked-value.ts'
import { isTelling } from './secret-forms.ts'

/** Secrets whose mark a plan takes away: they are hidden here, and Terraform shows them from now on. */
export function unmarkedBy(plan: Json): readonly ExposedSecret[] {
  return [
    ...listAt(plan, 'resource_changes').flatMap((each) =>
      unmarkedIn(member(each, 'change'), textAt(each, 'address') ?? 'a resource'),
    ),
    ...entriesAt(plan, 'output_changes').flatMap(([name, change]) => unmarkedIn(change, `output.${name}`)),
  ]
}

function unmarkedIn(change: Json, address: string): readonly ExposedSecret[] {
  const marks = member(change, 'after_sensitive')
  return [...markedParts(member(change, 'after'), member(change, 'before_sensitive'))]
    .filter(({ path, raw }) => isWorthTelling(raw, path) && !isMarked(marks, path))
    .map(({ path }) => ({
      address,
      path,
      because: 'it was sensitive before, and is not marked as such any more',
      when: 'after',
    }))
}

/** As of every secret that stands in clear: an ordinary word is none, but under the name of one. */
function isWorthTelling(raw: Json, path: Path): boolean {
  if (typeof raw !== 'string' || raw === '') return false
  return isTelling(raw) || isSecretName(String(path.findLast((key) => typeof key === 'string') ?? ''))
}

function isMarked(tree: Json, path: Path): boolean {
  let at = tree
  for (const key of path) {
    if (at === true) return true
    at = Array.isArray(at) ? at[Number(key)] : member(at, String(key))
  }
  return at === true
}
