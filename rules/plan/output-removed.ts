import type { TerraformDocument } from '../../src/core/document.ts'
import { defineRule } from '../../src/core/rule.ts'
import type { PlannedOutput } from '../../src/core/terraform/plan.ts'
import { readEvidence, readText } from '../../src/core/terraform/readers.ts'
import { isList, isMap, isMasked, isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { type Place, startOfFile } from '../../src/core/text.ts'

const output = (name: string, value: string) => `output "${name}" {\n  value = ${value}\n}\n`

export default defineRule({
  id: 'plan/output-removed',
  title: 'Keep outputs that others may read',
  languages: ['terraform'],
  severity: 'medium',
  tags: ['terraform', 'plan', 'compatibility'],
  since: '0.1.0',
  why: 'Other configurations read outputs through terraform_remote_state. One that is gone, or is a map where it was a list, makes their next plan fail.',
  fix: 'Keep the output until no configuration reads it; give a new shape a new name beside the old one.',
  references: ['https://developer.hashicorp.com/terraform/language/state/remote-state-data'],
  examples: {
    before: output('bucket_arn', '"arn:aws:s3:::lake"'),
    bad: [
      {
        files: { 'main.tf': '# nothing\n' },
        plan: {
          output_changes: { bucket_arn: { actions: ['delete'], before: 'arn:aws:s3:::lake', after: null } },
        },
      },
      {
        note: 'Another type',
        before: output('zones', '["raw"]'),
        files: { 'main.tf': output('zones', '{ raw = "lake-raw" }') },
        plan: {
          output_changes: { zones: { actions: ['update'], before: ['raw'], after: { raw: 'lake-raw' } } },
        },
      },
    ],
    good: [
      {
        files: { 'main.tf': output('bucket_arn', '"arn:aws:s3:::lake-eu"') },
        plan: {
          output_changes: {
            bucket_arn: { actions: ['update'], before: 'arn:aws:s3:::lake', after: 'arn:aws:s3:::lake-eu' },
          },
        },
      },
      {
        files: { 'main.tf': output('bucket_arn', '"arn:aws:s3:::lake"') + output('name', '"lake"') },
        plan: { output_changes: { name: { actions: ['create'], before: null, after: 'lake' } } },
      },
    ],
  },
  *check(document) {
    for (const plan of document.plans) {
      for (const changed of plan.outputs) {
        const what = lossOf(changed)
        if (!what) continue
        const readers = document.readers.filter(({ made }) => made === `output.${changed.name}`)
        const { place, side } = placeOf(changed, document)
        yield {
          at: place.range,
          path: place.path,
          ...(side && { side }),
          subject: { kind: 'resource', name: `output.${changed.name}` },
          identity: what,
          message: [`The output ${changed.name} ${what}.`, readText(readers)].filter(Boolean).join(' '),
          evidence: [
            {
              strength: 'measured',
              kind: 'plan',
              text: `${plan.name}: output ${changed.name} ${changed.action}`,
            },
            ...readEvidence(readers),
          ],
        }
      }
    }
  },
})

function lossOf({ action, before, after }: PlannedOutput): string | undefined {
  if (action === 'delete') return 'is removed'
  const [was, is] = [typeOf(before), typeOf(after)]
  return action === 'update' && was && is && was !== is ? `is a ${is} now and was a ${was}` : undefined
}

/** Undefined where it is not known. */
function typeOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null || isUnknown(value) || isMasked(value)) return undefined
  if (isList(value)) return 'list'
  return isMap(value) ? 'map' : typeof value
}

function placeOf({ name }: PlannedOutput, document: TerraformDocument): { place: Place; side?: 'base' } {
  const named = (outputs: TerraformDocument['outputs'] = []) =>
    outputs.find((output) => output.module === '' && output.name === name)
  const [now, then] = [named(document.outputs), named(document.before?.outputs)]
  if (now) return { place: now.attributes.get('value')?.place ?? now.header }
  if (then) return { place: then.header, side: 'base' }
  return { place: { path: document.paths[0] ?? document.root, range: startOfFile } }
}
