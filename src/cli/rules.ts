import { rules } from '../../rules/index.ts'
import { didYouMean, orList } from '../core/near-names.ts'
import { statisticsQuery } from '../core/statistics.ts'
import { rulesTable, ruleText } from '../render/rule-text.ts'
import { exit, UsageError } from './exit.ts'
import { look, write } from './output.ts'

/** `sluice rules`: every rule, as a table or as data. */
export async function rulesCommand({ format }: { readonly format: 'terminal' | 'json' }): Promise<number> {
  const all = rules.map(({ check: _, ...rule }) => rule)
  await write(format === 'json' ? `${JSON.stringify(all, undefined, 2)}\n` : rulesTable(rules, look()))
  return exit.ok
}

/** `sluice explain`: one rule, or the query behind `--stats`. */
export async function explainCommand(
  id: string | undefined,
  { stats }: { readonly stats?: boolean },
): Promise<number> {
  if (stats) {
    await write(`-- psql -AtX -f stats.sql > stats.json\n${statisticsQuery}\n`)
    return exit.ok
  }
  if (id === undefined)
    throw new UsageError('`sluice explain` needs the id of a rule.', '`sluice rules` lists them.')
  const rule = rules.find((candidate) => candidate.id === id || candidate.aliases?.includes(id))
  if (!rule) {
    const known = rules.map((candidate) => candidate.id)
    throw new UsageError(`There is no rule ${id}.`, suggestion(id, known))
  }
  await write(ruleText(rule, look()))
  return exit.ok
}

function suggestion(id: string, known: readonly string[]): string {
  const holding = known.filter((candidate) => candidate.includes(id)).slice(0, 3)
  const near = didYouMean(id, known) || (holding.length > 0 ? `Did you mean ${orList(holding)}?` : '')
  return [near, '`sluice rules` lists them.'].filter(Boolean).join(' ')
}
