import { expect, test } from 'vitest'
import { privilegeProblems, roleStatements } from '../../../src/rehearsal/server/privileges.ts'

const role = (name: string, memberOf: readonly string[] = [], createsDatabases = false) => ({
  ...{ name, memberOf, createsDatabases },
  ...{ isSuperuser: false, createsRoles: false, replicates: false, bypassesRowSecurity: false },
})
const runner = role('runner')
const problems = (memberOf: readonly string[], version: number) =>
  privilegeProblems({ keeper: role('keeper', memberOf, true), runner, version })

test('a keeper ends sessions as a member of the runner, but only where the runner cannot take that away', () => {
  expect(problems(['runner'], 16)).toEqual([])
  expect(problems(['runner'], 15)).toEqual(['the role keeper may not end the sessions of runner'])
  expect(problems(['pg_signal_backend'], 15)).toEqual([])
  expect(problems([], 18)).toEqual(['the role keeper may not end the sessions of runner'])
  expect(roleStatements(16)).toContain('GRANT sluice_runner TO sluice_keeper')
  expect(roleStatements(15)).toContain('GRANT pg_signal_backend TO sluice_keeper')
})

test('one role for both, a keeper of others, and one that cannot make databases are refused', () => {
  expect(privilegeProblems({ keeper: runner, runner, version: 18 })).toEqual([
    'both addresses name the same role',
  ])
  expect(problems(['pg_signal_backend', 'pg_monitor'], 18)).toEqual([
    'the role keeper is a member of pg_monitor',
  ])
  const poor = privilegeProblems({ keeper: role('keeper', ['runner']), runner, version: 18 })
  expect(poor).toEqual(['the role keeper lacks CREATEDB'])
})
