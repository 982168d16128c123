import type { Candidate } from '../answer.ts'

// Findings are asked for in English. Words of approval can be looked for in one language and not in all of them, so that what is said in
// another is no finding.

/** Words without which hardly anything is said in English, and that no language written in Latin letters shares. */
const english = new Set(
  [
    'the and are not with that this these those which what who whose when where while than then from into its their',
    'each every any only because without between after before still never always cannot does did have had would',
    'should could can must may been were other same more most less twice once there they it one two both nothing',
    'nobody however whatever whether until keep keeps take takes make makes add adds row rows like out new',
  ].flatMap((line) => line.split(' ')),
)
/** Those that a few of them share. */
const shared = new Set(['of', 'is', 'to', 'for', 'by', 'or'])

/** Whether all of it reads as English: each text that is long enough to tell, and all together. Code and names count for nothing. */
export function isEnglish({
  title,
  consequence,
  fix,
}: Pick<Candidate, 'title' | 'consequence' | 'fix'>): boolean {
  const texts = [title, consequence, fix].map(withoutCode)
  if (texts.some(isInOtherLetters)) return false
  const weights = texts.map(weigh)
  const isTold = weights.every(({ words, weight }) => words < longEnough || weight > 0)
  return isTold && weights.reduce((sum, { weight }) => sum + weight, 0) >= 1
}

/** A text of fewer words need have none of these. */
const longEnough = 5

function withoutCode(text: string): string {
  return text.replace(/`[^`]*`/g, ' ').replace(/<[A-Z]{2,8}_\d{1,9}>/g, ' ')
}

/** A literal that is quoted may be in any; a sentence may not. */
function isInOtherLetters(text: string): boolean {
  const others = text.match(/(?!\p{Script=Latin})\p{L}/gu)?.length ?? 0
  return others > 3 && others * 4 > (text.match(/\p{L}/gu)?.length ?? 0)
}

function weigh(text: string): { readonly words: number; readonly weight: number } {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_.]+/gu) ?? []
  const weights = words.map((word) => weightOf(word.replace(/\.$/, '')))
  return { words: words.length, weight: weights.reduce((sum, one) => sum + one, 0) }
}

function weightOf(word: string): number {
  return english.has(word) ? 1 : shared.has(word) ? 0.5 : 0
}
