import type { Policy } from '../core/policy.ts'
import type { Sharing } from './sharing.ts'

/** Most rules that are named. */
const mostRules = 40

/** What all questions of a change share, the same for each of them byte for byte: databases, tools, and what the policy holds against a change. */
export function projectText(
  { setting, policy }: { readonly setting: readonly string[]; readonly policy: Policy },
  sharing: Sharing,
): string {
  const blocking = policy.rules.filter(({ enforcement }) => enforcement === 'block')
  const named = [...new Set(blocking.map(({ pattern, paths }) => patternText(pattern, paths)))]
  const more = named.length > mostRules ? ` and ${named.length - mostRules} more` : ''
  const lines = [
    ...setting,
    ...(named.length > 0
      ? [`Rules that block a change: ${named.slice(0, mostRules).join(', ')}${more}.`]
      : []),
  ]
  return lines
    .map((line) => line.replaceAll(/\S+/g, (word) => wordText(word, sharing)).replaceAll(/[\r\n]+/g, ' '))
    .join('\n')
}

/** A word of a sentence of ours: plain ones say what we say, whoever is called so; what names a file, a rule or a value is shared as one. */
function wordText(word: string, sharing: Sharing): string {
  return /^\(?[A-Za-z]{1,30}[).,:;]{0,2}$/.test(word) ? word : sharing.text(word, 'prose')
}

function patternText(pattern: string, paths: readonly string[] | undefined): string {
  return paths ? `${pattern} (in ${paths.join(', ')})` : pattern
}
