import type { Candidate } from '../answer.ts'
import { promptTexts } from '../prompts.generated.ts'

/** Words in a row that nobody writes by chance. */
const run = 10

/** Whether a text is copied from what a request begins with. Facts of dialects may be told again in their own words. */
export function repeatsPrompt({
  title,
  consequence,
  fix,
}: Pick<Candidate, 'title' | 'consequence' | 'fix'>): boolean {
  known ??= new Set(instructions().flatMap(runsOf))
  const all = known
  return [title, consequence, fix].some((text) => runsOf(text).some((words) => all.has(words)))
}

let known: ReadonlySet<string> | undefined

function instructions(): readonly string[] {
  const texts: Readonly<Record<string, string>> = promptTexts
  return Object.keys(texts)
    .filter((name) => !name.startsWith('facts-'))
    .map((name) => texts[name] ?? '')
}

function runsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.slice(run - 1).map((_, i) => words.slice(i, i + run).join(' '))
}
