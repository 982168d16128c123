import type { Replacement } from '../question.ts'
import { placeholder } from './restore.ts'

/**
 * What may be put back into a text that a model wrote and people will see: what the model was shown in these texts, so that no answer can
 * fetch a literal from elsewhere, and never a secret.
 */
export function restorable(
  shown: readonly string[],
  replacements: readonly Replacement[],
): readonly Replacement[] {
  const seen = new Set(shown.flatMap((text) => text.match(placeholder) ?? []))
  return replacements.filter((each) => seen.has(each.placeholder) && !isSecret(each))
}

export const isSecret = ({ placeholder }: Pick<Replacement, 'placeholder'>) =>
  placeholder.startsWith('<SECRET_')
