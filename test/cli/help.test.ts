import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { folderWith, sluice } from './command.ts'

describe('help', () => {
  test.each([
    {
      args: ['--help'],
      words: ['review', 'lint', 'rules', 'explain', 'policy', 'Exit codes:', 'sluice review --base main'],
    },
    {
      args: ['review', '--help'],
      words: ['--repo <dir>', '--base <ref>', '--head <ref>', 'working tree is never read'],
    },
    {
      args: ['lint', '--help'],
      words: ['--history <dir>', '--pg-version <major>', '11 to 18', '- for SQL on'],
    },
    { args: ['rules', '--help'], words: ['list the rules', '--format'] },
    { args: ['explain', '--help'], words: ['the id of a rule', '--stats'] },
    { args: ['policy', '--help'], words: ['check', 'schema'] },
    { args: ['policy', 'check', '--help'], words: ['.github/sluice.yml'] },
    { args: ['policy', 'schema', '--help'], words: ['JSON schema'] },
  ])('$args says what there is, on standard output', ({ args, words }) => {
    const { code, out, err } = sluice(args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const word of words) expect(out).toContain(word)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('every command that ends in a report says what its exit codes and formats are', () => {
    for (const command of ['review', 'lint']) {
      const { out } = sluice([command, '--help'])
      for (const word of [
        '0  pass',
        '1  block',
        '2  wrong usage',
        '3  could not evaluate',
        'SARIF 2.1.0',
        '--fail-on',
      ])
        expect(out).toContain(word)
    }
  })

  test('says its version', () => {
    expect(sluice(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
  })
})

describe('wrong usage ends with 2, prints nothing to standard output and says what to do', () => {
  test.each([
    { args: [], words: 'Usage: sluice' },
    { args: ['lnit'], words: 'Did you mean lint?' },
    { args: ['lint'], words: 'sluice lint --help' },
    { args: ['lint', 'a.sql', '--formt', 'json'], words: 'Did you mean --format?' },
    { args: ['lint', 'a.sql', '--format', 'yaml'], words: 'Allowed choices are terminal, json, sarif' },
    { args: ['lint', 'a.sql', '--fail-on', 'sometimes'], words: 'Allowed choices are block, warn, never' },
    { args: ['lint', 'a.sql', '--dialect', 'oracle'], words: 'Allowed choices are postgres' },
    { args: ['lint', 'a.sql', '--pg-version', '10'], words: 'not a major version from 11 to 18' },
    { args: ['lint', 'a.sql', '--pg-version', '19'], words: 'not a major version from 11 to 18' },
    { args: ['lint', 'a.sql', '--pg-version', 'latest'], words: 'Write --pg-version 15' },
    { args: ['lint', 'a.sql', '--history', 'nowhere'], words: 'There is no directory' },
    { args: ['lint', 'a.sql', '--policy', 'nowhere.yml'], words: 'nowhere.yml cannot be read' },
    { args: ['lint', 'a.sql', '--stats', 'nowhere.json'], words: 'nowhere.json cannot be read' },
    { args: ['review', 'main'], words: 'too many arguments' },
    { args: ['policy'], words: 'Usage: sluice policy' },
    { args: ['policy', 'chekc'], words: 'Did you mean check?' },
    { args: ['explain'], words: '`sluice rules` lists them' },
  ])('$args', ({ args, words }) => {
    const cwd = folderWith({ 'a.sql': 'SELECT 1;\n' })
    const { code, out, err } = sluice(args, { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(words)
    expect(err).not.toMatch(/^\s+at /m)
  })
})
