import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  dismissedText,
  explainText,
  helpText,
  refusalText,
  unwaivedText,
  waivedText,
} from '../../src/render/replies.ts'
import { longestComment } from '../../src/render/sections.ts'
import { hostileReport, hostileText } from './hostile.ts'
import { expectInert } from './markdown-reader.ts'
import { noTimeout } from './report.ts'

test('help lists the commands as they are written', () => {
  const usage = '/sluice waive <n> until=2026-12-31 reason="..."'
  expect(helpText([{ usage, does: 'Lets finding n pass until then.' }])).toBe(
    `Commands, in the first line of a comment:\n- \`${usage}\`: Lets finding n pass until then.\n`,
  )
})

test('an explanation holds what the finding is, why it matters, what to do, and the edit', () => {
  const text = explainText(noTimeout)
  expect(text).toMatch(/^\*\*3\*\* · No effective lock_timeout/)
  expect(text).toContain(`**Why** ${noTimeout.why}`)
  expect(text).toContain('**Do instead**\n\nSet `lock_timeout` to a few seconds')
  expect(text).toContain("```diff\n+SET lock_timeout = '3s';\n```")
})

test('leave is told with the rule and the object, and where and how long it holds', () => {
  const { ruleId, subject } = noTimeout
  const about = `finding 3, \`${ruleId}\` on \`${subject.name}\`.\n`
  const given = { until: '2026-12-31', baseRef: 'main' }
  expect(waivedText(noTimeout, { ...given, scope: 'pull' })).toBe(`Waived until 2026-12-31: ${about}`)
  expect(waivedText(noTimeout, { ...given, scope: 'repository' })).toBe(
    `Waived until 2026-12-31, in the whole repository for what goes to \`main\`: ${about}`,
  )
  expect(unwaivedText(noTimeout)).toBe(`Not waived any more: ${about}`)
  expect(dismissedText(noTimeout)).toBe(`Dismissed on this pull request: ${about}`)
})

test('replies are inert whatever they hold', () => {
  fc.assert(
    fc.property(hostileReport, hostileText, ({ findings }, text) => {
      const replies = [
        refusalText(text),
        helpText([{ usage: text, does: text }]),
        ...findings.slice(0, 5).map((one) => explainText(one)),
        ...findings
          .slice(0, 5)
          .flatMap((one) => [
            waivedText(one, { until: '2026-12-31', scope: 'repository', baseRef: text }),
            unwaivedText(one),
            dismissedText(one),
          ]),
      ]
      for (const reply of replies) {
        expectInert(reply)
        expect(reply.length).toBeLessThanOrEqual(longestComment)
      }
    }),
    { numRuns: 100 },
  )
})
