import { describe, expect, test } from 'vitest'
import { formOf } from '../../../src/review/share/form.ts'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { restore } from '../../../src/review/share/restore.ts'
import { harmless, planted } from './planted.ts'

const nothing = { paths: [], relations: [] }
const levels = ['schema', 'redacted', 'full'] as const

describe('a secret leaves at no level', () => {
  test.each(planted)('$what', ({ path, text, secret }) => {
    for (const share of levels) {
      const sharing = openSharing({ share, exclude: nothing })
      const shared = sharing.file('head', path, text)
      for (const line of secret.split(/\n|\\n/)) {
        const bare = line.replace(/^-- /, '')
        expect(shared).not.toContain(bare)
      }
      expect(restore(shared ?? '', sharing.replacements())).toBe(text)
    }
  })

  test('in a text that is no file', () => {
    for (const { path, text, secret } of planted) {
      const shared = openSharing({ share: 'full', exclude: nothing }).text(text, formOf(path))
      if (!secret.includes('\n')) expect(shared).not.toContain(secret)
    }
  })

  test('nor where it stands again without what told it', () => {
    const sharing = openSharing({ share: 'full', exclude: nothing })
    sharing.file('head', 'a.sql', "CREATE ROLE x PASSWORD 'correct horse 9';\n")
    expect(sharing.file('head', 'b.sql', "-- was 'correct horse 9' before\n")).toBe(
      "-- was '<SECRET_1>' before\n",
    )
    expect(sharing.text('It is correct horse 9.', 'prose')).toBe('It is <SECRET_1>.')
  })

  test('nor with characters in it that nobody sees', () => {
    const key = `AKIA\u200bABCDEFGH\u00adIJKLMNOP`
    const sharing = openSharing({ share: 'full', exclude: nothing })
    expect(sharing.file('head', 'a.sql', `SELECT '${key}';`)).toBe("SELECT '<SECRET_1>';")
  })
})

describe('what is no secret stays', () => {
  test.each(planted)('beside $what', ({ path, nearMiss }) => {
    expect(openSharing({ share: 'full', exclude: nothing }).file('head', path, nearMiss)).toBe(nearMiss)
  })

  test.each(harmless)('in %s: %s', (path, text) => {
    expect(openSharing({ share: 'full', exclude: nothing }).file('head', path, text)).toBe(text)
  })
})

describe('the name of a file', () => {
  const key = planted.find(({ what }) => what === 'a token of GitHub')?.secret ?? ''
  const path = `db/V6__bob@x.com_${key}.sql`

  test.each(levels)('leaves at `%s` without what is secret or personal in it', (share) => {
    const sharing = openSharing({ share, exclude: nothing })
    expect(sharing.path(path)).not.toContain(key)
    expect(sharing.path(path).includes('bob@x.com')).toBe(share === 'full')
    expect(restore(sharing.path(path), sharing.replacements())).toBe(path)
    expect(sharing.path('db/V7__a.sql')).toBe('db/V7__a.sql')
  })

  test('that holds a secret keeps the file back, at every level', () => {
    for (const share of levels)
      expect(openSharing({ share, exclude: nothing }).file('head', path, 'SELECT 1')).toBeUndefined()
  })
})
