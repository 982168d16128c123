import { defineRule } from '../../src/core/rule.ts'
import { readEvidence, readText } from '../../src/core/terraform/readers.ts'
import { unseenCode } from '../../src/core/terraform/unseen.ts'

const output = (name: string, value = '"lake"') => `output "${name}" {\n  value = ${value}\n}\n`
const lake = 'resource "aws_s3_bucket" "lake" {\n  bucket = "acme-lake"\n}\n'

export default defineRule({
  id: 'terraform/output-removed',
  title: 'Keep outputs until nobody reads them',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'compatibility'],
  since: '0.1.0',
  why: 'Other configurations read outputs through terraform_remote_state. Once this one is applied the output is gone from its state, and their next plan fails.',
  fix: 'Keep the output until no configuration reads it; give a new name or shape an output of its own beside the old one.',
  references: ['https://developer.hashicorp.com/terraform/language/state/remote-state-data'],
  subsumedBy: ['plan/output-removed'],
  examples: {
    before: lake + output('bucket'),
    bad: [lake, { note: 'Renamed', files: { 'main.tf': lake + output('bucket_name') } }],
    good: [
      lake + output('bucket', 'aws_s3_bucket.lake.bucket') + output('arn'),
      {
        note: 'In another file',
        files: { 'main.tf': lake, 'outputs.tf': output('bucket') },
      },
    ],
  },
  *check(document) {
    const { before, outputs, plans, readers, resources } = document
    // Outputs of a root module stand in its own files.
    const unseen = unseenCode(document).find(({ within }) => within === undefined)
    const reason = unseen?.because.because.map(({ text }) => text).join(', as ')
    // A plan says what goes; of a root module that is gone as a whole everything does.
    if (!before || plans.length > 0 || (resources.length === 0 && reason === undefined)) return
    const kept = new Set(outputs.filter(({ module }) => module === '').map(({ name }) => name))
    for (const { name, module, header } of before.outputs) {
      if (module !== '' || kept.has(name)) continue
      const own = readers.filter(({ made }) => made === `output.${name}`)
      yield {
        at: header.range,
        path: header.path,
        side: 'base',
        subject: { kind: 'resource', name: `output.${name}` },
        identity: 'removed',
        message: [`The output ${name} is removed.`, readText(own)].filter(Boolean).join(' '),
        evidence: readEvidence(own),
        ...(reason !== undefined && { undetermined: reason }),
      }
    }
  },
})
