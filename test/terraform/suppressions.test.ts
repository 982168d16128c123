import { afterAll, describe, expect, test } from 'vitest'
import { openReviews } from './reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

interface Comments {
  readonly above?: string
  /** Behind the brace. */
  readonly header?: string
  /** On a line of its own, at the end of the block. */
  readonly inside?: string
  readonly aboveAttribute?: string
  readonly behind?: string
}

/** A database that keeps its data unencrypted (a finding on its header) and is public (one on its attribute), and a second like it. */
function twoDatabases({ above, header, inside, aboveAttribute, behind }: Comments): string {
  const lines = [
    above,
    `resource "aws_db_instance" "orders" { ${header ?? ''}`,
    '  engine = "postgres"',
    aboveAttribute,
    `  publicly_accessible = true ${behind ?? ''}`,
    inside,
    '}',
    'resource "aws_db_instance" "other" {',
    '  publicly_accessible = true',
    '}',
  ]
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

const encryption = 'orders rds-encryption'
const exposure = 'orders rds-public-access'

async function suppressedIn(head: Readonly<Record<string, string>>, policy?: string): Promise<string[]> {
  const { findings } = await reviews.of({ head, ...(policy !== undefined && { policy }) })
  return findings
    .filter(({ suppressedBy }) => suppressedBy)
    .map(({ subject, ruleId }) => `${subject.name.split('.').at(-1)} ${ruleId.split('/')[1]}`)
    .filter((told) => /rds-(?:encryption|public-access)$/.test(told))
    .sort()
}

async function governance(head: Readonly<Record<string, string>>, base = {}, policy?: string) {
  const { findings } = await reviews.of({ base, head, ...(policy !== undefined && { policy }) })
  return findings
    .filter(({ ruleId }) => ruleId === 'governance/new-suppression')
    .map(({ lines, message, status }) => `${status} ${lines.startLine} ${message}`)
}

describe('a comment of another tool silences what its ids stand for, where that tool would have it', () => {
  test.each<[string, Comments, readonly string[]]>([
    ['checkov, inside, with a reason', { inside: '# checkov:skip=CKV_AWS_16: sold next week' }, [encryption]],
    ['checkov, inside, without one', { inside: '// checkov:skip=CKV_AWS_16' }, [encryption]],
    ['checkov, behind the brace', { header: '/* checkov:skip=CKV_AWS_16 */' }, [encryption]],
    ['checkov, for an attribute elsewhere', { header: '# checkov:skip=CKV_AWS_17:x' }, [exposure]],
    [
      'checkov, several ids',
      { inside: '#checkov:skip=CKV_AWS_16,CKV_AWS_17:a proxy encrypts' },
      [encryption, exposure],
    ],
    ['bridgecrew', { inside: '# bridgecrew:skip=CKV_AWS_16' }, [encryption]],
    ['checkov, an id of something else', { inside: '# checkov:skip=CKV_AWS_21' }, []],

    ['trivy, above the block', { above: '# trivy:ignore:AVD-AWS-0080' }, [encryption]],
    ['trivy, the short id', { above: '# trivy:ignore:AWS-0080' }, [encryption]],
    ['trivy, behind the brace', { header: '#trivy:ignore:AWS-0080' }, [encryption]],
    ['trivy, the whole block', { above: '#trivy:ignore:AWS-0180' }, [exposure]],
    ['trivy, behind the attribute', { behind: '#trivy:ignore:AVD-AWS-0180' }, [exposure]],
    ['trivy, above the attribute', { aboveAttribute: '#trivy:ignore:AVD-AWS-0180' }, [exposure]],
    ['trivy, at an attribute that is not at fault', { behind: '#trivy:ignore:AVD-AWS-0080' }, []],
    ['trivy, everything', { above: '#trivy:ignore:*' }, [encryption, exposure]],
    [
      'trivy, several in one comment',
      { above: '# trivy:ignore:AWS-0080 trivy:ignore:AWS-0180' },
      [encryption, exposure],
    ],
    ['trivy, a day to come', { above: '# trivy:ignore:AWS-0080:exp:2026-12-01' }, [encryption]],
    ['trivy, this very day', { above: '# trivy:ignore:AWS-0080:exp:2026-11-28' }, [encryption]],
    ['trivy, a day gone by', { above: '# trivy:ignore:AWS-0080:exp:2026-11-27' }, []],
    [
      'trivy, two with an end each: the first end counts for both',
      { above: '# trivy:ignore:AWS-0080:exp:2026-12-01 trivy:ignore:AWS-0180:exp:2026-11-01' },
      [],
    ],
    ['trivy, in one workspace alone', { above: '# trivy:ignore:AWS-0080:ws:staging' }, []],

    [
      'tfsec, above the block',
      { above: '#tfsec:ignore:aws-rds-encrypt-instance-storage-data' },
      [encryption],
    ],
    [
      'tfsec, behind the brace',
      { header: '// tfsec:ignore:aws-rds-encrypt-instance-storage-data' },
      [encryption],
    ],
    ['tfsec, behind the attribute', { behind: '#tfsec:ignore:aws-rds-no-public-db-access' }, [exposure]],
    ['tfsec, a pattern', { above: '#tfsec:ignore:aws-rds-*' }, [encryption, exposure]],
    [
      'tfsec, a day gone by',
      { above: '#tfsec:ignore:aws-rds-encrypt-instance-storage-data:exp:2022-01-01' },
      [],
    ],
    ['a word that only looks like one', { above: '# please do not checkov:skip=CKV_AWS_16' }, []],
    ['an id nobody knows', { above: '# trivy:ignore:AWS-9999' }, []],
  ])('%s', async (_, comments, expected) => {
    expect(await suppressedIn({ 'main.tf': twoDatabases(comments) })).toEqual(expected)
  })

  test('what it says of one block is not said of the next', async () => {
    const first = twoDatabases({}).replace('"other" {', '"other" { # checkov:skip=CKV_AWS_16')
    expect(await suppressedIn({ 'main.tf': first })).toEqual(['other rds-encryption'])
  })
})

describe('tflint', () => {
  const call = (source: string, name = 'lake') => `module "${name}" {\n  ${source}\n}\n`
  const source = 'source = "git::https://git.example.com/lake.git"'

  async function silenced(text: string) {
    const { findings } = await reviews.of({ head: { 'main.tf': text } })
    return findings
      .filter(({ ruleId, suppressedBy }) => ruleId === 'terraform/unpinned-module' && suppressedBy)
      .map(({ subject }) => subject.name)
  }

  test.each<[string, string, readonly string[]]>([
    ['behind the line', call(`${source} # tflint-ignore: terraform_module_pinned_source`), ['module.lake']],
    ['above the line', call(`# tflint-ignore: terraform_module_pinned_source\n  ${source}`), ['module.lake']],
    ['above the block', `# tflint-ignore: terraform_module_pinned_source\n${call(source)}`, ['module.lake']],
    ['all of its rules', call(`${source} # tflint-ignore: all`), ['module.lake']],
    [
      'several of them',
      call(`${source} # tflint-ignore: terraform_naming_convention, terraform_module_pinned_source`),
      ['module.lake'],
    ],
    [
      'the whole file',
      `# tflint-ignore-file: terraform_module_pinned_source\n${call(source)}${call(source, 'pond')}`,
      ['module.lake', 'module.pond'],
    ],
    ['another rule', call(`${source} # tflint-ignore: terraform_naming_convention`), []],
    [
      'another call',
      `# tflint-ignore: terraform_module_pinned_source\n${call(source)}${call(source, 'pond')}`,
      ['module.lake'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await silenced(text)).toEqual(expected)
  })
})

describe('a comment at the call of a module', () => {
  const module =
    'variable "public" {}\nresource "aws_db_instance" "orders" {\n  publicly_accessible = var.public\n}\n'
  const call = (name: string, comment: string) =>
    `${comment}\nmodule "${name}" {\n  source = "./db"\n  public = true\n}\n`
  const comment = '#trivy:ignore:AWS-0180'

  test('silences what that call alone causes', async () => {
    expect(await suppressedIn({ 'main.tf': call('a', comment), 'db/main.tf': module })).toEqual([exposure])
  })

  test('and nothing of another call', async () => {
    const { findings } = await reviews.of({
      head: { 'main.tf': `${call('a', comment)}${call('b', '')}`, 'db/main.tf': module },
    })
    const exposed = findings.filter(({ ruleId }) => ruleId === 'terraform/rds-public-access')
    expect(exposed.map(({ subject, suppressedBy }) => [subject.name, suppressedBy !== undefined])).toEqual(
      expect.arrayContaining([
        ['module.a.aws_db_instance.orders', true],
        ['module.b.aws_db_instance.orders', false],
      ]),
    )
  })
})

describe('our own comment', () => {
  const own = (rest: string) => `# sluice:ignore ${rest}`
  const reason = 'reason="moved in spring"'

  test.each<[string, Comments, readonly string[]]>([
    ['above the block', { above: own(`terraform/rds-encryption ${reason}`) }, [encryption]],
    ['behind the attribute', { behind: own(`terraform/rds-public-access ${reason}`) }, [exposure]],
    ['above the attribute', { aboveAttribute: own(`terraform/rds-public-access ${reason}`) }, [exposure]],
    ['a group of rules', { above: own(`terraform/rds-* ${reason}`) }, [encryption, exposure]],
    [
      'until a day to come',
      { above: own(`terraform/rds-encryption until=2026-12-31 ${reason}`) },
      [encryption],
    ],
    ['until a day gone by', { above: own(`terraform/rds-encryption until=2026-11-27 ${reason}`) }, []],
    ['without a reason', { above: own('terraform/rds-encryption') }, []],
    ['in a text', { behind: '\n  tags = { a = "# sluice:ignore terraform/* reason=x" }' }, []],
  ])('%s', async (_, comments, expected) => {
    expect(await suppressedIn({ 'main.tf': twoDatabases(comments) })).toEqual(expected)
  })

  test('above all code, for the whole file', async () => {
    const text = twoDatabases({ above: `# sluice:ignore-file terraform/rds-encryption ${reason}` })
    expect(await suppressedIn({ 'main.tf': text })).toEqual([encryption, 'other rds-encryption'])
  })

  test('says what is wrong with it', async () => {
    const said = async (comment: string) => governance({ 'main.tf': twoDatabases({ above: comment }) })
    expect(await said(own(`terraform/rds-encryption until=2026-11-27 ${reason}`))).toEqual([
      expect.stringContaining('The suppression of terraform/rds-encryption ended on 2026-11-27'),
    ])
    expect(await said(own('terraform/rds-encryption'))).toEqual([
      expect.stringContaining('gives no reason and does not count'),
    ])
    expect(await said(own(`terraform/s3-versioning ${reason}`))).toEqual([
      expect.stringContaining('Nothing here is suppressed by terraform/s3-versioning'),
    ])
    expect(await said(own(`terraform/rds-encrypted ${reason}`))).toEqual([
      expect.stringContaining('There is no rule `terraform/rds-encrypted`.'),
    ])
  })

  test('counts for nothing where the policy forbids it, and neither does one of another tool', async () => {
    const policy = 'extends: [recommended]\nsuppressions:\n  forbidden: [terraform/rds-encryption]\n'
    for (const above of [own(`terraform/rds-encryption ${reason}`), '# trivy:ignore:AWS-0080']) {
      const head = { 'main.tf': twoDatabases({ above }) }
      expect(await suppressedIn(head, policy)).toEqual([])
      expect(await governance(head, {}, policy)).toEqual([
        expect.stringContaining('The policy does not let a comment suppress'),
      ])
    }
  })
})

test('of a rule that is off says so', async () => {
  const policy = 'extends: [recommended]\nrules:\n  terraform/rds-encryption: off\n'
  const head = {
    'main.tf': twoDatabases({ above: '# sluice:ignore terraform/rds-encryption reason="sold"' }),
  }
  expect(await governance(head, {}, policy)).toEqual([
    expect.stringContaining('The policy has terraform/rds-encryption switched off here'),
  ])
})

describe('a suppression of what a change takes away', () => {
  const gone = 'terraform/stateful-resource-removed'
  const rest = 'resource "aws_db_instance" "rest" {\n  identifier = "rest"\n}\n'
  const base = { 'main.tf': `resource "aws_db_instance" "old" {\n  identifier = "old"\n}\n${rest}` }
  const silenced = async (comment: string) => {
    const { findings } = await reviews.of({ base, head: { 'main.tf': `${comment}\n${rest}` } })
    return findings.filter(({ ruleId }) => ruleId === gone).map(({ suppressedBy }) => suppressedBy?.reason)
  }

  test('is said for the file it stood in', async () => {
    expect(await silenced(`# sluice:ignore-file ${gone} reason="sold"`)).toEqual(['sold'])
  })

  test('is not said by a comment on what came to stand in its place', async () => {
    expect(await silenced(`# sluice:ignore ${gone} reason="sold"`)).toEqual([undefined])
  })
})

describe('a suppression that a change brings', () => {
  const comment = { inside: '  # checkov:skip=CKV_AWS_16:sold next week' }

  test('is told, on its line', async () => {
    const base = { 'main.tf': twoDatabases({}) }
    expect(await governance({ 'main.tf': twoDatabases(comment) }, base)).toEqual([
      'introduced 4 This change switches checkov:CKV_AWS_16 off here, without an end: sold next week.',
    ])
  })

  test('is not told where it was there before, in whatever place of the file', async () => {
    const base = { 'main.tf': twoDatabases(comment) }
    const head = { 'main.tf': `locals {\n  a = 1\n}\n${twoDatabases(comment)}` }
    expect(await governance(head, base)).toEqual([])
  })

  test('is told where it goes to another resource', async () => {
    const moved = twoDatabases({}).replace('"other" {', `"other" {\n${comment.inside}`)
    expect(await governance({ 'main.tf': moved }, { 'main.tf': twoDatabases(comment) })).toHaveLength(1)
  })
})
