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
  const told = (address: string) => sharing.text(address, 'terraform')
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
  const told = (text: string) => sharing.text(text, 'terraform')
  const notes = [
    ...(holdsData ? ['holds data'] : []),
    ...(previousAddress === undefined ? [] : [`was ${told(previousAddress)}`]),
    ...(reason === undefined ? [] : [sharing.text(reason, 'prose')]),
  ]
  return [
    `${outcome} ${told(address)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
    ...differences.map(({ path, before, after, forces }) => {
      const [was, is] = [before, after].map((value) => valueUnder(path, value, sharing))
      return `  ${told(path)}: ${was} -> ${is}${forces ? ' (forces replacement)' : ''}`
    }),
  ]
}

/** A value as what it is by the name it stands under: a description is free text, however short. */
function valueUnder(path: string, value: string, sharing: Sharing): string {
  const name = path.match(/[A-Za-z_][\w-]*/g)?.at(-1) ?? ''
  const head = `${name} = `
  const shared = sharing.text(head + value, 'terraform')
  return name !== '' && shared.startsWith(head) ? shared.slice(head.length) : sharing.text(value, 'terraform')
}
