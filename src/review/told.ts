import type { Sharing } from './sharing.ts'

/** Whether a relation, or what stands in one (`app.orders.total`), may be named. */
export function mayName(name: string, sharing: Sharing): boolean {
  const parts = name.split('.')
  return parts.every((_, i) => !sharing.isExcluded(parts.slice(0, i + 1).join('.')))
}

/** Of these, those about the asked paths whose subject may be named. */
export function toldOf<T extends { readonly path: string; readonly subject: { readonly name: string } }>(
  all: readonly T[],
  { paths }: { readonly paths: readonly string[] },
  sharing: Sharing,
): readonly T[] {
  const asked = new Set(paths)
  return all.filter(({ path, subject }) => asked.has(path) && mayName(subject.name, sharing))
}
