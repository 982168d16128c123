import type { PlannedResource } from '../../core/terraform/plan.ts'

/** The counts of a plan's last line. */
export interface Footer {
  readonly import: number
  readonly add: number
  readonly change: number
  readonly destroy: number
}

/** `Plan: 1 to import, 4 to add, 3 to change, 4 to destroy.` */
export function footerOf(content: string): Footer | undefined {
  if (!content.startsWith('Plan: ') || content.length > 200) return undefined
  const said = new Map(
    [...content.matchAll(/(\d{1,9}) to (\w+)/g)].map(([, count, kind = '']) => [kind, Number(count)]),
  )
  const count = (kind: string) => said.get(kind) ?? 0
  return said.has('add')
    ? { import: count('import'), add: count('add'), change: count('change'), destroy: count('destroy') }
    : undefined
}

/** The same counts of what was read: a replacement is one to add and one to destroy. */
export function countsOf(resources: readonly PlannedResource[]): Footer {
  const count = (...actions: readonly PlannedResource['action'][]) =>
    resources.filter(({ action }) => actions.includes(action)).length
  return {
    import: resources.filter(({ importing }) => importing).length,
    add: count('create', 'replace', 'create-then-delete', 'create-then-forget'),
    change: count('update'),
    destroy: count('delete', 'replace', 'create-then-delete'),
  }
}
