import { describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import { root, sluice, sluiceUnread } from './command.ts'

describe('rules', () => {
  test('lists every rule in a table', () => {
    const { code, out } = sluice(['rules'])
    expect(code).toBe(0)
    for (const { id } of rules) expect(out).toContain(id)
  })

  test('lists every rule as data', () => {
    const { code, out } = sluice(['rules', '--format', 'json'])
    expect(code).toBe(0)
    const listed: { id: string; why: string }[] = JSON.parse(out)
    expect(listed.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
    expect(listed.every(({ why }) => why.length > 0)).toBe(true)
  })

  test('a reader that closes the pipe is no failure and sees no stack', async () => {
    expect(await sluiceUnread(['rules', '--format', 'json'], root)).toEqual({ code: 0, err: '' })
    expect(await sluiceUnread(['--help'], root)).toEqual({ code: 0, err: '' })
  })
})

describe('explain', () => {
  test('says why a rule speaks and what to do', () => {
    const { code, out } = sluice(['explain', 'postgres/require-concurrent-index'])
    expect(code).toBe(0)
    for (const word of ['CREATE INDEX CONCURRENTLY', 'high']) expect(out).toContain(word)
  })

  test.each([
    { id: 'postgres/require-concurent-index', suggested: 'postgres/require-concurrent-index' },
    { id: 'ban-truncate', suggested: 'migration/ban-truncate' },
    { id: 'ban-lock', suggested: 'postgres/ban-lock-table' },
    { id: 'quantum', suggested: '`sluice rules` lists them' },
  ])('$id is unknown: $suggested', ({ id, suggested }) => {
    const { code, out, err } = sluice(['explain', id])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`There is no rule ${id}.`)
    expect(err).toContain(suggested)
  })

  test.each(['CKV_AWS_293', 'checkov:CKV_AWS_293', 'AWS-0177', 'avd-aws-0177', 'trivy:AWS-0177'])(
    '%s is what another tool calls a rule',
    (id) => {
      const { code, out } = sluice(['explain', id])
      expect(code).toBe(0)
      expect(out).toContain(id.toUpperCase().replace(/^.*:/, ''))
    },
  )

  test('an id that stands for several rules explains each', () => {
    const shared = rules.flatMap(({ aliases = [] }) => aliases)
    const twice = shared.find((alias, i) => shared.indexOf(alias) !== i) ?? ''
    const { out } = sluice(['explain', twice])
    for (const { id, aliases = [] } of rules) if (aliases.includes(twice)) expect(out).toContain(id)
    expect(out).toMatch(/stands for \d+ rules/)
  })

  test('code in the advice stands as code, without the marks of markdown', () => {
    const { out } = sluice(['explain', 'terraform/variable-without-validation'])
    expect(out).not.toContain('```')
    expect(out).toMatch(/^ {6}variable "allowed_cidrs" \{$/m)
    expect(out).toMatch(/^ {8}type = list\(string\)$/m)
  })

  test('prints the query that makes table statistics', () => {
    const { code, out } = sluice(['explain', '--stats'])
    expect(code).toBe(0)
    expect(out).toContain('pg_stat_user_tables')
  })

  test('is coloured only where somebody wants it', () => {
    const args = ['explain', 'postgres/require-concurrent-index']
    const coloured = '\u001b['
    expect(sluice(args).out).not.toContain(coloured)
    expect(sluice(args, { env: { FORCE_COLOR: '1' } }).out).toContain(coloured)
    expect(sluice(args, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).out).not.toContain(coloured)
  })
})
