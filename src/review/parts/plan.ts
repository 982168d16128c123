import type { LocatedPlan } from '../../core/report.ts'
import type { Sharing } from '../sharing.ts'
import { mayName, rootsOf } from '../told.ts'
import { type PartSource, partOf } from './source.ts'

/** What the plans of the files' root modules do. */
export const plan: PartSource = {
  name: 'plan',
  topics: ['plan', 'remedy'],
  rank: 3,
  most: 1000,
  make(material, asked, sharing) {
    const roots = rootsOf(material, asked)
    const plans = (material.evaluation.plans ?? []).filter(({ root }) => roots.has(root))
    return partOf(
      'plan',
      plans.flatMap((one) => linesOf(one, sharing)),
    )
  },
}

function linesOf(plan: LocatedPlan, sharing: Sharing): readonly string[] {
  const { name, complete, errored, counts, resources, more, moves, drift } = plan
  const counted = Object.entries(counts).flatMap(([outcome, count]) =>
    count > 0 ? [`${count} ${outcome}`] : [],
  )
  const doubts = [...(complete ? [] : ['not complete']), ...(errored ? ['ended in an error'] : [])]
  const told = (address: string) => named(address, sharing)
  return [
    `${sharing.text(name, 'prose')}: ${[...(counted.length > 0 ? counted : ['no changes']), ...doubts].join(', ')}`,
    ...resources
      .filter(({ address }) => mayName(address, sharing))
      .flatMap((one) => resourceLines(one, sharing)),
    ...(more > 0 ? [`and ${more} more ${more === 1 ? 'resource' : 'resources'}`] : []),
    ...moves.map(({ from, to }) => `looks like one object: ${told(from)} -> ${told(to)}`),
    ...drift.map(
      ({ address, gone }) => `changed outside Terraform: ${told(address)}${gone ? ' (gone)' : ''}`,
    ),
  ]
}

function resourceLines(resource: LocatedPlan['resources'][number], sharing: Sharing): readonly string[] {
  const { address, outcome, holdsData, previousAddress, reason, differences } = resource
  const told = (text: string) => named(text, sharing)
  const notes = [
    ...(holdsData ? ['holds data'] : []),
    ...(previousAddress === undefined ? [] : [`was ${told(previousAddress)}`]),
    ...(reason === undefined ? [] : [/^[a-z_]{1,80}$/.test(reason) ? reason : sharing.text(reason, 'prose')]),
  ]
  return [
    `${outcome} ${told(address)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
    ...differences.map(({ path, before, after, forces }) => {
      const [was, is] = [before, after].map((value) => valueUnder({ address, path, value }, sharing))
      return `  ${told(path)}: ${was} -> ${is}${forces ? ' (forces replacement)' : ''}`
    }),
  ]
}

/** An address or a path as code has it: its names are structure, the keys in quotes are none. */
function named(text: string, sharing: Sharing): string {
  return sharing.text(`\n${oneLine(text)}`, 'terraform').slice(1)
}

/** Words of the report, which stand for no value. */
const own = /^(?:not set|not known|\(sensitive\)|true|false|\d{1,6})$/

interface Stated {
  readonly address: string
  readonly path: string
  readonly value: string
}

/** A value as what it would be in code: in a block of this type, under the names of its path. */
function valueUnder({ address, path, value }: Stated, sharing: Sharing): string {
  if (own.test(value)) return value
  const type = /(?:^|\.)([a-z0-9]+_\w+)\.[^.]*$/.exec(address.replace(/\[[^\]]*\]/g, ''))?.[1] ?? 'unknown'
  const names = path.match(/[A-Za-z_][\w-]*/g)?.slice(0, 20) ?? []
  const code = `resource "${type}" "x" {\n${names.join(' = {\n')} =\n${oneLine(value)}`
  const shared = sharing.text(code, 'terraform')
  return shared.slice(shared.lastIndexOf('\n') + 1)
}

const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ')
