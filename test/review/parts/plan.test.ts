import { describe, expect, test } from 'vitest'
import type { Material } from '../../../src/review/material.ts'
import { plan } from '../../../src/review/parts/plan.ts'
import { openSharing } from '../../../src/review/share/open-sharing.ts'

const difference = (path: string, before: string, after: string) => ({ path, before, after, forces: false })

/** As much of a change as this part reads. */
const material = (address: string, differences: readonly ReturnType<typeof difference>[]) =>
  ({
    terraform: [{ root: 'infra', paths: ['infra/main.tf'] }],
    evaluation: {
      plans: [
        {
          ...{ name: 'plan.json', root: 'infra', complete: true, errored: false, counts: { updated: 1 } },
          ...{ more: 0, moves: [], drift: [] },
          resources: [{ address, outcome: 'updated', holdsData: true, importing: false, differences }],
        },
      ],
    },
  }) as unknown as Material

function told(address: string, differences: readonly ReturnType<typeof difference>[]): string {
  const sharing = openSharing({ share: 'schema', exclude: { paths: [], relations: [] } })
  const asked = { topic: 'plan', paths: ['infra/main.tf'] } as const
  return plan.make(material(address, differences), asked, sharing)?.text ?? ''
}

describe('a plan at `schema`', () => {
  test.each([
    ['username', '"zqbefore"'],
    ['bucket', '"zqbefore"'],
    ['tags.Owner', '"zqbefore"'],
    ['tags.engine', '"zqbefore"'],
    ['tags', '{engine = "zqbefore"}'],
    ['name', '"zqbefore\\nx"'],
  ])('does not tell a value that the code does not hold: %s', (path, before) => {
    expect(told('aws_db_instance.a', [difference(path, before, '"x"')])).not.toContain('zqbefore')
  })

  test('nor the key of an instance', () => {
    expect(told('module.m["hans"].aws_db_instance.a["hans"]', [])).toContain(
      'updated module.m["<TEXT_1>"].aws_db_instance.a["<TEXT_1>"]',
    )
  })

  test('keeps what is structure, and our own words', () => {
    const text = told('aws_db_instance.a', [
      difference('engine', '"mysql"', '"postgres"'),
      difference('password', '(sensitive)', 'not set'),
      difference('backup_retention_period', '30', '0'),
      difference('ingress[0].cidr_blocks', '["10.0.0.0/8"]', '["0.0.0.0/0"]'),
      difference('arn', '"x"', 'not known'),
    ])
    expect(text).toContain('updated aws_db_instance.a (holds data)')
    expect(text).toContain('  engine: "mysql" -> "postgres"')
    expect(text).toContain('  password: (sensitive) -> not set')
    expect(text).toContain('  backup_retention_period: 30 -> 0')
    expect(text).toContain('  ingress[0].cidr_blocks: ["10.0.0.0/8"] -> ["0.0.0.0/0"]')
    expect(text).toContain('-> not known')
  })
})
