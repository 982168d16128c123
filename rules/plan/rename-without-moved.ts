import { defineRule } from '../../src/core/rule.ts'
import { movedBlock, moveOf, renamedIn } from '../../src/core/terraform/moves.ts'
import { change, planWith } from './shared/example.ts'
import { movedWords } from './shared/moved.ts'
import { hitOn, isStore, plannedIn } from './shared/planned.ts'

const stream = (label: string, name = 'clickstream') => `resource "aws_kinesis_stream" "${label}" {
  name = "${name}"
}
`
const gone = change('aws_kinesis_stream.events', 'delete', [{ name: 'clickstream' }, null], {
  action_reason: 'delete_because_no_resource_config',
})

export default defineRule({
  id: 'plan/rename-without-moved',
  title: 'Rename resources and modules with a moved block',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'data-loss'],
  since: '0.1.0',
  why: 'The label, and the module it stands in, are the address by which Terraform knows an object. Under another one it is a new object: the old one is destroyed with its data.',
  fix: 'Add the `moved` block that the finding names. Of a renamed module one block for the module is enough.',
  references: ['https://developer.hashicorp.com/terraform/language/modules/develop/refactoring'],
  examples: {
    before: stream('events'),
    bad: [
      {
        files: { 'main.tf': stream('clickstream') },
        plan: planWith(
          gone,
          change('aws_kinesis_stream.clickstream', 'create', [null, { name: 'clickstream' }]),
        ),
      },
      {
        note: 'Into a module',
        files: {
          'main.tf': 'module "clicks" {\n  source = "./modules/clicks"\n}\n',
          'modules/clicks/main.tf': stream('this'),
        },
        plan: planWith(
          gone,
          change('aws_kinesis_stream.this', 'create', [null, { name: 'clickstream' }], {
            address: 'module.clicks.aws_kinesis_stream.this',
            module_address: 'module.clicks',
          }),
        ),
      },
    ],
    good: [
      {
        files: {
          'main.tf': `${stream('clickstream')}${movedBlock({ from: 'aws_kinesis_stream.events', to: 'aws_kinesis_stream.clickstream' })}`,
        },
        plan: planWith(
          change(
            'aws_kinesis_stream.clickstream',
            'no-op',
            [{ name: 'clickstream' }, { name: 'clickstream' }],
            {
              previous_address: 'aws_kinesis_stream.events',
            },
          ),
        ),
      },
      {
        note: 'Another stream comes in its stead',
        files: { 'main.tf': stream('orders', 'orders') },
        plan: planWith(gone, change('aws_kinesis_stream.orders', 'create', [null, { name: 'orders' }])),
      },
    ],
  },
  *check(document) {
    for (const group of Map.groupBy(plannedIn(document), ({ plan }) => plan.name).values()) {
      const byResource = new Map(group.map((planned) => [planned.resource, planned]))
      const pairs = renamedIn([...byResource.keys()], document)
      for (const pair of pairs) {
        const planned = byResource.get(pair.fresh)
        if (!planned) continue
        const weight = isStore(pair.fresh) ? {} : { weight: 'light' as const }
        yield hitOn(planned, { ...movedWords(pair, moveOf(pair, pairs), document), ...weight })
      }
    }
  },
})
