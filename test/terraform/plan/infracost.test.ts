import { describe, expect, it } from 'vitest'
import { readInfracost } from '../../../src/terraform/plan/infracost.ts'

const breakdown = (...resources: readonly object[]) => ({ resources, totalMonthlyCost: '1' })
const report = (more: object) => JSON.stringify({ version: '0.2', currency: 'USD', ...more })

describe('a report of Infracost', () => {
  it('says what each resource cost and will cost', () => {
    const text = report({
      totalMonthlyCost: '340.5',
      pastTotalMonthlyCost: '175.25',
      projects: [
        {
          pastBreakdown: breakdown(
            { name: 'aws_db_instance.a', monthlyCost: '175.25' },
            { name: 'module.b["x.y"].a_b.gone', monthlyCost: '3' },
          ),
          breakdown: breakdown(
            { name: 'aws_db_instance.a', monthlyCost: 340.5 },
            { name: 'aws_lambda_function.new', monthlyCost: null },
          ),
        },
      ],
    })
    expect(readInfracost(text)).toEqual({
      ok: true,
      report: {
        currency: 'USD',
        before: 175.25,
        after: 340.5,
        resources: [
          { address: 'aws_db_instance.a', before: 175.25, after: 340.5 },
          { address: 'module.b["x.y"].a_b.gone', before: 3, after: 0 },
          { address: 'aws_lambda_function.new', before: 0, after: undefined },
        ],
      },
    })
  })

  it('without a past does not say what anything cost', () => {
    const reading = readInfracost(
      report({
        totalMonthlyCost: '5',
        projects: [{ breakdown: breakdown({ name: 'a_b.c', monthlyCost: '5' }) }],
      }),
    )
    expect(reading).toMatchObject({
      ok: true,
      report: { before: undefined, after: 5, resources: [{ before: undefined, after: 5 }] },
    })
  })

  it('takes no amount that is none', () => {
    for (const monthlyCost of ['NaN', 'Infinity', '1e999', {}, '', true]) {
      const reading = readInfracost(
        report({ projects: [{ breakdown: breakdown({ name: 'a_b.c', monthlyCost }) }] }),
      )
      expect(reading.ok && reading.report.resources[0]?.after).toBeUndefined()
    }
  })
})

it.each([
  ['', /no JSON/],
  ['{', /no JSON/],
  ['[]', /no report/],
  ['{"projects":[]}', /no report/],
  ['{"format_version":"1.2","resource_changes":[]}', /no report/],
  ['['.repeat(10_000), /nested/],
])('%.30s is refused', (text, reason) => {
  const reading = readInfracost(text)
  expect(reading.ok ? '' : reading.reason).toMatch(reason)
})
