import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainText, helpText, refusalText } from '../../src/render/replies.ts'
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

test('replies are inert whatever they hold', () => {
  fc.assert(
    fc.property(hostileReport, hostileText, ({ findings }, text) => {
      const replies = [
        refusalText(text),
        helpText([{ usage: text, does: text }]),
        ...findings.slice(0, 5).map((one) => explainText(one)),
      ]
      for (const reply of replies) {
        expectInert(reply)
        expect(reply.length).toBeLessThanOrEqual(longestComment)
      }
    }),
    { numRuns: 100 },
  )
})
