import { expect, test } from 'vitest'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { restorable } from '../../../src/review/share/restorable.ts'
import { restore } from '../../../src/review/share/restore.ts'
import { candidateOf, verifyIn } from './secret-change.ts'

const shared = () => {
  const sharing = openSharing({ share: 'schema', exclude: { paths: [], relations: [] } })
  const text =
    "CREATE USER MAPPING FOR app SERVER x OPTIONS (password 'Sup3r-s3cret-Pa55');\nUPDATE a SET b = 'gold-4711';\n"
  return { sharing, text, seen: sharing.file('head', 'db/1.sql', text) ?? '' }
}

test('an answer gets back what it was shown, no literal from elsewhere, and no secret', () => {
  const { sharing, seen } = shared()
  const all = sharing.replacements()
  const [gold = '', secret = ''] = [/<TEXT_\d+>/, /<SECRET_\d+>/].map((form) => form.exec(seen)?.[0] ?? '')
  expect(restore(gold, restorable([gold], all))).toBe('gold-4711')
  expect(restore(gold, restorable(['SELECT 1'], all))).toBe(gold)
  expect(restore(secret, restorable([seen], all))).toBe(secret)
})

test('a quote that holds a secret is shown as the model saw it, and nothing is suggested for it', () => {
  const { sharing, text, seen } = shared()
  const [line = ''] = seen.split('\n')
  const [finding] = verifyIn(
    { text, replacements: sharing.replacements() },
    candidateOf({ quote: line, suggestion: line.replace('app', 'web') }),
  )
  expect(finding?.lines.startLine).toBe(1)
  expect(JSON.stringify(finding)).not.toContain('Sup3r')
  expect(finding?.suggested).toBeUndefined()
})

test('a suggestion that fetches a literal from another line keeps its placeholder', () => {
  const { sharing, text, seen } = shared()
  const [, line = ''] = seen.split('\n')
  const secret = /<SECRET_\d+>/.exec(seen)?.[0] ?? ''
  const [finding] = verifyIn(
    { text, replacements: sharing.replacements() },
    candidateOf({ quote: line, suggestion: `UPDATE a SET b = '${secret}';` }),
  )
  expect(finding?.suggested).toContain(secret)
  expect(finding?.quote).toBe("UPDATE a SET b = 'gold-4711';")
})
