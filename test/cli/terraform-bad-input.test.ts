import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith, type JsonReport, lintJson, root, sluice } from './command.ts'

const database = 'resource "aws_db_instance" "orders" {\n  storage_encrypted = false\n}\n'
const bucket = 'resource "aws_s3_bucket" "raw" {\n  bucket = "acme-raw"\n}\n'

const rulesOf = ({ findings }: JsonReport, path: string) =>
  findings.filter((finding) => finding.path === path).map(({ ruleId }) => ruleId)

describe('code that cannot be read is said to be so, with its place, and hides no other', () => {
  const deep = 20_000
  test.each([
    {
      what: 'malformed HCL',
      path: 'bad.tf',
      text: 'resource "aws_s3_bucket" "x" {\n  bucket = \n}\n',
      line: 2,
      reason: 'line 2, column 12: an expression is expected',
    },
    {
      what: 'malformed JSON',
      path: 'bad.tf.json',
      text: '{"resource": {"aws_s3_bucket":\n {"x": }}}',
      line: 2,
      reason: 'line 2, column 8: `}` is not expected here',
    },
    {
      what: 'JSON that is no configuration',
      path: 'bad.tf.json',
      text: '[1]',
      line: 1,
      reason: 'line 1, column 2: an object is expected',
    },
    {
      what: '20,000 nested brackets',
      path: 'bad.tf',
      text: `locals {\n  x = ${'['.repeat(deep)}${']'.repeat(deep)}\n}\n`,
      line: 2,
      reason: 'it is nested more than 1000 levels deep',
    },
    {
      what: '20,000 nested blocks',
      path: 'bad.tf',
      text: 'a {\n'.repeat(deep) + '}\n'.repeat(deep),
      line: 500,
      reason: 'line 500, column 1: it is nested more than 1000 levels deep',
    },
    {
      what: '20,000 nested templates',
      path: 'bad.tf',
      text: `locals {\n  x = ${'"${'.repeat(deep)}1${'}"'.repeat(deep)}\n}\n`,
      line: 1,
      reason: 'is not expected here',
    },
    {
      what: '20,000 nested brackets of JSON',
      path: 'bad.tf.json',
      text: `{"locals": {"x": ${'['.repeat(deep)}${']'.repeat(deep)}}}`,
      line: 1,
      reason: 'it is nested more than 1000 levels deep',
    },
    {
      what: 'a file of 6 MB',
      path: 'bad.tf',
      text: `locals { a = "${'y'.repeat(80)}" }\n`.repeat(62_000),
      line: 1,
      reason: 'files over 5.0 MiB are not read',
    },
    { what: 'a NUL byte', path: 'bad.tf', text: `${database}\0`, line: 1, reason: 'NUL byte' },
    {
      what: 'bytes that are no UTF-8',
      path: 'bad.tf',
      text: Buffer.from('# caf\xe9\n', 'latin1'),
      line: 1,
      reason: 'not UTF-8',
    },
  ])('$what', ({ path, text, line, reason }) => {
    const cwd = folderWith({ [path]: text, 'good.tf': database + bucket, 'apart/main.tf': database })
    const { code, err, report } = lintJson(['.'], { cwd })
    expect({ code, err, verdict: report.verdict }).toEqual({ code: 1, err: '', verdict: 'block' })
    expect(report.coverage.files).toMatchObject([
      { path: 'apart/main.tf', status: 'evaluated' },
      { path, status: 'not-evaluated', reason: expect.stringContaining(reason) },
      { path: 'good.tf', status: 'evaluated' },
    ])
    expect(report.findings.filter((finding) => finding.path === path)).toMatchObject([
      { ruleId: 'sluice/not-evaluated', startLine: line, message: expect.stringContaining(reason) },
    ])
    expect(rulesOf(report, 'good.tf')).toContain('terraform/rds-encryption')
    expect(rulesOf(report, 'apart/main.tf')).toContain('terraform/rds-encryption')
    expect(report.assumptions).toContain(
      `${path}: ${path} could not be read, so what it declares is not known.`,
    )
    // What may stand in the file that was not read is not missed.
    expect(rulesOf(report, 'good.tf')).not.toContain('terraform/s3-versioning')
  })

  test('alone, nothing could be evaluated', () => {
    const { code, report } = lintJson(['main.tf'], { cwd: folderWith({ 'main.tf': 'x = = 1\n' }) })
    expect({ code, verdict: report.verdict }).toEqual({ code: 3, verdict: 'error' })
    expect(report.reasons[0]).toBe(
      'Nothing of what was named could be evaluated: main.tf: line 1, column 5: `=` is not expected here.',
    )
  })

  test('variables that cannot be read are not known', () => {
    const code = `variable "encrypted" {\n  default = false\n}\n${database.replace('false', 'var.encrypted')}`
    const cwd = folderWith({ 'main.tf': code, 'terraform.tfvars': 'encrypted = [\n' })
    const { report } = lintJson(['.'], { cwd })
    expect(report.assumptions).toContain('terraform.tfvars: terraform.tfvars could not be read.')
    expect(rulesOf(report, 'main.tf')).not.toContain('terraform/rds-encryption')
    expect(rulesOf(report, 'terraform.tfvars')).toEqual(['sluice/not-evaluated'])
  })
})

describe('code that leads nowhere is read as far as it goes, and the rest is said', () => {
  test.each([
    {
      what: 'modules that call each other',
      files: {
        'main.tf': `${database}module "a" {\n  source = "./a"\n}\n`,
        'a/main.tf': 'module "b" {\n  source = "../b"\n}\n',
        'b/main.tf': 'module "a" {\n  source = "../a"\n}\n',
      },
      where: 'b/main.tf',
      reason: 'module.a.module.b.module.a is not evaluated: the module calls itself.',
    },
    {
      what: 'a module that calls itself',
      files: { 'main.tf': `${database}module "a" {\n  source = "./"\n}\n` },
      where: 'main.tf',
      reason: 'module.a is not evaluated: the module calls itself.',
    },
    {
      what: 'a module that is not there',
      files: { 'main.tf': `${database}module "a" {\n  source = "./gone"\n}\n` },
      where: 'main.tf',
      reason: 'module.a is not evaluated: there is no code in ./gone.',
    },
    {
      what: 'locals that need each other',
      files: { 'main.tf': `${database}locals {\n  a = local.b\n  b = local.a\n}\n${named('local.a')}` },
      where: 'main.tf',
      reason: 'local.a refers to itself, so its value is not known.',
    },
    {
      what: 'a million instances',
      files: { 'main.tf': database.replace('{', '{\n  count = 1000000') },
      where: 'main.tf',
      reason: '1000000 instances are more than are evaluated here; one of them stands for all.',
    },
  ])('$what', ({ files, where, reason }) => {
    const { code, err, report } = lintJson(['.'], { cwd: folderWith(files) })
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(report.coverage.files.filter(({ status }) => status !== 'evaluated')).toEqual([
      expect.objectContaining({ path: where, status: 'partly', reason }),
    ])
    expect(rulesOf(report, 'main.tf')).toContain('terraform/rds-encryption')
  })

  test('keys by the million are not known, and what each would be is judged', () => {
    const million = '  for_each = toset([for p in setproduct(range(1000), range(1000)) : join("-", p)])'
    const cwd = folderWith({ 'main.tf': database.replace('{', `{\n${million}`) })
    const { code, report } = lintJson(['.'], { cwd })
    expect(code).toBe(1)
    expect(rulesOf(report, 'main.tf')).toContain('terraform/rds-encryption')
  })

  test('resources of a provider that no rule knows pass, and so does an empty file', () => {
    const cwd = folderWith({ 'main.tf': 'resource "acme_ocean" "a" {\n  public = true\n}\n', 'empty.tf': '' })
    const { code, report } = lintJson(['.'], { cwd })
    expect({ code, findings: report.findings }).toEqual({ code: 0, findings: [] })
    expect(report.assumptions[0]).toContain('terraform configuration in . (one resource')
    expect(report.coverage.files.map(({ status }) => status)).toEqual(['evaluated', 'evaluated'])
  })
})

const scenario = join(root, 'fixtures/plans/orders-db-encrypt-at-rest')
const plan = readFileSync(join(scenario, 'plan.json'), 'utf8')
const head = Object.fromEntries(
  readdirSync(join(scenario, 'head')).map((name) => [
    name,
    readFileSync(join(scenario, 'head', name), 'utf8'),
  ]),
)

function lintWith(content: string | Buffer, files: Readonly<Record<string, string>> = head) {
  return lintJson(['.', '--plan', 'plan.json'], { cwd: folderWith({ ...files, 'plan.json': content }) })
}

describe('a file that is no plan is said to be so, and the code is judged without it', () => {
  const how = 'Run `terraform plan -out=plan.bin` and then `terraform show -json plan.bin`.'
  const json = (value: unknown) => JSON.stringify(value)
  test.each<{ what: string; content: string | Buffer; reason: string }>([
    { what: 'nothing', content: '', reason: `The file is empty. ${how}` },
    {
      what: 'a state file',
      content: json({ version: 4, serial: 3, lineage: 'a', outputs: {}, resources: [] }),
      reason: `This is a state file, not a plan. ${how}`,
    },
    {
      what: 'a state as JSON',
      content: json({ format_version: '1.0', terraform_version: '1.9.0', values: { root_module: {} } }),
      reason: 'This is the state as `terraform show -json` prints it without a plan file.',
    },
    {
      what: 'a stream of events',
      content: '{"@level":"info","@message":"Terraform 1.9.0"}\n{"@level":"info","@message":"Plan"}\n',
      reason: 'This is the stream of events that `terraform plan -json` prints, which holds no values.',
    },
    {
      what: 'a saved plan',
      content: Buffer.from('PK\x03\x04\x14\0\x08\0\x08\0tfplan\xff\xfe', 'latin1'),
      reason: 'This is a plan as `-out` saves it, which only Terraform can read.',
    },
    { what: 'half a plan', content: plan.slice(0, plan.length / 2), reason: 'the file was cut short' },
    {
      what: 'malformed JSON',
      content: plan.replace(',', ',,'),
      reason: 'The JSON is malformed at line 1, column ',
    },
    {
      what: '20,000 nested brackets',
      content: '['.repeat(20_000) + ']'.repeat(20_000),
      reason: 'The JSON is nested more than 200 levels deep, as no plan is.',
    },
    {
      what: 'UTF-16',
      content: Buffer.from(`\uFEFF${plan}`, 'utf16le'),
      reason: 'The file is not UTF-8 text, perhaps UTF-16 as PowerShell writes it.',
    },
    {
      what: 'a plan of a time to come',
      content: plan.replace(/"format_version":"1\.\d"/, '"format_version":"7.0"'),
      reason: 'The plan has a format version that Sluice does not know',
    },
    {
      what: '100 MB',
      content: Buffer.alloc(100 * 1024 * 1024, '{"a":1}\n'),
      reason: 'the plan has 100 MiB, and those over 64 MiB are not read: plan fewer resources at once',
    },
  ])('$what', ({ content, reason }) => {
    const { code, err, report } = lintWith(content)
    // Who asks about a plan is not told that all is well without it.
    expect({ code, err }).toEqual({ code: 3, err: '' })
    const says = expect.stringContaining(reason)
    expect(report.coverage.files).toContainEqual(
      expect.objectContaining({ path: 'plan.json', status: 'not-evaluated', reason: says }),
    )
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        ...{ ruleId: 'sluice/not-evaluated', enforcement: 'warn', path: 'plan.json' },
        message: expect.stringContaining(reason.replace(/\.$/, '')),
      }),
    )
    expect(rulesOf(report, 'main.tf')).toContain('terraform/rds-deletion-protection')
  })

  test.each([
    { what: 'one that is not there', name: 'gone.json', says: 'there is no such file or folder' },
    { what: 'a folder', name: 'plans', says: 'it is a folder' },
  ])('$what is wrong usage', ({ name, says }) => {
    const cwd = folderWith(head)
    mkdirSync(join(cwd, 'plans'))
    const { code, out, err } = sluice(['lint', '.', '--plan', name], { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`The plan file ${name} cannot be read: ${says}.`)
  })
})

describe('a plan that does not belong to the code blocks', () => {
  const partial = ({ findings }: JsonReport) =>
    findings.filter(({ ruleId }) => ruleId === 'plan/partial-plan').map(({ message }) => message)

  test('one of an earlier commit', () => {
    const files = { ...head, 'main.tf': (head['main.tf'] ?? '').replace('storage_encrypted', '# gone') }
    const { code, report } = lintWith(plan, files)
    expect(code).toBe(1)
    expect(partial(report)).toEqual([
      'plan.json is not the whole plan of this change: it was made of other code. aws_db_instance.orders set storage_encrypted in the plan; in the code it does not.',
    ])
  })

  test('one with resources that the code does not have', () => {
    const all = JSON.parse(plan)
    const stranger = { mode: 'managed', type: 'aws_s3_bucket', name: 'stranger' }
    const change = { actions: ['create'], before: null, after: { bucket: 's' }, after_unknown: {} }
    all.resource_changes.push({ address: 'aws_s3_bucket.stranger', ...stranger, change })
    all.configuration.root_module.resources.push({ address: 'aws_s3_bucket.stranger', ...stranger })
    const { code, report } = lintWith(JSON.stringify(all))
    expect(code).toBe(1)
    expect(partial(report)).toEqual([
      'plan.json is not the whole plan of this change: it was made of other code. The plan was made of code that declares aws_s3_bucket.stranger; the code under review does not.',
    ])
  })

  test('one of something else altogether', () => {
    const { code, report } = lintWith(plan, { 'main.tf': bucket })
    expect(code).toBe(1)
    expect(partial(report)).toEqual([expect.stringContaining('it was made of other code')])
  })

  test('one where there is no Terraform is said to be of nothing', () => {
    const { code, report } = lintWith(plan, { 'a.sql': 'SELECT 1;\n' })
    expect({ code, verdict: report.verdict }).toEqual({ code: 3, verdict: 'error' })
    expect(report.coverage.files).toContainEqual(
      expect.objectContaining({
        ...{ path: 'plan.json', status: 'not-evaluated' },
        reason: 'There is no Terraform code that the plan could be of.',
      }),
    )
  })
})

test('a plan of OpenTofu is read as one of Terraform', () => {
  const tofu = plan.replaceAll('registry.terraform.io', 'registry.opentofu.org')
  const [one, other] = [plan, tofu].map((content) => lintWith(content).report)
  expect(tofu).not.toBe(plan)
  expect(other?.findings).toEqual(one?.findings)
  expect(other?.findings.map(({ ruleId }) => ruleId)).toContain('plan/replace-stateful')
})

describe('hostile names', () => {
  const name = '[x](https://evil.example)![y](z)<b>@team'
  const keys = [name, '\\u001b[31mred\\u0007', 'k'.repeat(10_000), '`````', '\\n::error::told']
  const code = `resource "aws_db_instance" "orders" {
  for_each = toset([${keys.map((key) => `"${key}"`).join(', ')}])
  identifier        = each.key
  storage_encrypted = false
}
`

  test.each(['terminal', 'markdown', 'github', 'html', 'sarif', 'json'])('%s', (format) => {
    const cwd = folderWith({ 'main.tf': code })
    const {
      code: exit,
      out,
      err,
    } = sluice(['lint', '.', '--format', format], {
      cwd,
      env: { FORCE_COLOR: '0' },
    })
    expect({ exit, err }).toEqual({ exit: 1, err: '' })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    expect(out).not.toMatch(/^::error::told/m)
    // In a code span it is text.
    if (format === 'markdown') expect(out.replace(/`[^`\n]*`/g, '')).not.toMatch(/\[x\]\(https|<b>@/)
    if (format === 'html') expect(out).not.toContain('<b>@team')
    expect(out.length).toBeLessThan(250_000)
  })
})

function named(expression: string): string {
  return `resource "aws_s3_bucket" "named" {\n  bucket = ${expression}\n}\n`
}
