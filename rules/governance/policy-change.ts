import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'governance/policy-change',
  title: 'Let an admin approve changes of the policy',
  languages: ['pull-request'],
  severity: 'high',
  tags: ['governance'],
  since: '0.1.0',
  why: 'Whoever changes the policy decides what is reviewed from then on. This pull request is judged by the policy of the base branch.',
  fix: 'Have an admin of the policy approve it. `sluice policy check` shows what the new text resolves to.',
  examples: {
    bad: [
      { files: { '.github/sluice.yml': 'extends: [strict]\n' } },
      {
        before: { '.github/sluice.yml': 'extends: [recommended]\n' },
        files: { '.github/sluice.yml': null },
        note: 'Removing the policy changes it too.',
      },
    ],
    good: [
      { files: { '.github/workflows/ci.yml': 'on: push\n' } },
      { files: { 'docs/sluice.yml': 'extends: [recommended]\n' }, note: 'Not where a policy is read from.' },
    ],
  },
  *check({ policyFiles }) {
    for (const path of policyFiles) {
      yield {
        at: { start: 0, end: 0 },
        path,
        subject: { kind: 'file', name: path },
        message: `${path} decides how changes are judged, and this pull request changes it.`,
      }
    }
  },
})
