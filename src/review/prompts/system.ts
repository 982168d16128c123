import type { PromptBlock, Purpose } from '../model.ts'
import { promptTexts } from '../prompts.generated.ts'
import { elementsOf } from './elements.ts'

const texts: Readonly<Record<string, string>> = promptTexts
const together = (names: readonly string[]) => names.map((name) => texts[name] ?? '').join('\n')
const beginning = (start: string) => Object.keys(texts).filter((name) => name.startsWith(start))

/**
 * What every request begins with, whatever it asks: where texts come from, what goes wrong in each kind of code, what the dialects do. One text
 * for all topics, so that all questions share one prefix in the cache.
 */
const handbook = together(['handbook', 'find-diff', 'find-ddl', 'find-plan', ...beginning('facts-')])

const tasks: Readonly<Record<Purpose, string>> = {
  find: together(['find']),
  refute: together(['refute']),
  remedy: together(['remedy', ...beginning('remedy-')]),
}

/** The stable prefix of a request: the same for all questions of one purpose about one change. */
export function systemOf(purpose: Purpose, project: string): readonly PromptBlock[] {
  return [
    { text: handbook, keep: '1h' },
    { text: tasks[purpose], keep: '1h' },
    { text: elementsOf([{ name: 'project', text: project }]).text, keep: '5m' },
  ]
}
