import { rules } from '../../rules/index.ts'
import { didYouMean, orList } from '../core/near-names.ts'
import type { Rule } from '../core/rule.ts'
import { statisticsQuery } from '../core/statistics.ts'
import { rulesTable, ruleText } from '../render/rule-text.ts'
import { oneLine } from '../render/visible.ts'
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
  const meant = rulesNamed(id)
  if (meant.length === 0) {
    const known = rules.map((candidate) => candidate.id)
    throw new UsageError(`There is no rule ${oneLine(id)}.`, suggestion(id, known))
  }
  const several = meant.length > 1 ? `  ${oneLine(id)} stands for ${meant.length} rules.\n\n` : ''
  await write(several + meant.map((rule) => ruleText(rule, look())).join('\n'))
  return exit.ok
}

/** By its id, or by what other tools call it: with the tool's name before it or without, in any case. */
function rulesNamed(name: string): readonly Rule[] {
  const own = rules.filter(({ id }) => id === name)
  if (own.length > 0) return own
  const asked = name.toLowerCase()
  const isAsked = (alias: string) => [alias, alias.slice(alias.indexOf(':') + 1)].includes(asked)
  return rules.filter(({ aliases = [] }) => aliases.map((alias) => alias.toLowerCase()).some(isAsked))
}

function suggestion(id: string, known: readonly string[]): string {
  const holding = known.filter((candidate) => candidate.includes(id)).slice(0, 3)
  const near = didYouMean(id, known) || (holding.length > 0 ? `Did you mean ${orList(holding)}?` : '')
  return [near, '`sluice rules` lists them.'].filter(Boolean).join(' ')
}
