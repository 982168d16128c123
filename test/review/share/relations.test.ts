import { describe, expect, test } from 'vitest'
import { openSharing } from '../../../src/review/share/open-sharing.ts'

const opened = (relations: string[], paths: string[] = []) =>
  openSharing({ share: 'full', exclude: { relations, paths } })

describe('a file that names a relation that is kept back is kept back whole', () => {
  test.each([
    ['users', 'SELECT * FROM users'],
    ['users', 'SELECT * FROM app.Users'],
    ['users', 'SELECT "USERS".id FROM "USERS"'],
    ['users', 'SELECT * FROM `proj.raw.users`'],
    ['users', "select * from {{ source('raw', 'users') }}"],
    ['users', '-- joins users later\nSELECT 1'],
    ['users', 'SELECT * FROM us\u200bers'],
    ['app.users', 'SELECT * FROM app.users'],
    ['app.users', 'SELECT * FROM "app" . "users"'],
    ['app.users', 'SET search_path TO app; SELECT * FROM users'],
    ['pii.*', 'SELECT * FROM pii.people'],
    ['pii.*', 'SET search_path TO pii; SELECT * FROM people'],
    ['*.users', 'SELECT * FROM x.users'],
    ['user_*', 'SELECT * FROM user_emails'],
    ['"Order Lines"', 'SELECT * FROM "order lines"'],
  ])('%s in %s', (pattern, text) => {
    const sharing = opened([pattern])
    expect(sharing.file('head', 'a.sql', text)).toBeUndefined()
    expect(sharing.withheld()).toEqual([`a.sql: names ${pattern}, which is kept back`])
  })

  test('so is a model that makes it', () => {
    expect(opened(['users']).file('head', 'models/users.sql', 'select 1')).toBeUndefined()
  })

  test.each([
    ['users', 'SELECT * FROM users_archive JOIN superusers ON true'],
    ['app.users', 'SELECT * FROM users'],
    ['app.users', 'SELECT * FROM raw.users JOIN app.orders ON true'],
    ['pii.*', 'SELECT * FROM apii.people'],
    ['user_*', 'SELECT * FROM users'],
  ])('and its near miss is not: %s in %s', (pattern, text) => {
    expect(opened([pattern]).file('head', 'a.sql', text)).toBe(text)
  })
})

test('its name is replaced in texts', () => {
  const sharing = opened(['app.users', 'pii.*'])
  expect(sharing.text('Drops app.users.email, "users" and pii.people, not raw.users.', 'prose')).toBe(
    'Drops <RELATION_1>.email, <RELATION_2> and <RELATION_3>, not raw.users.',
  )
})

test.each([
  ['users', ['users', 'app.users', 'APP."Users"'], ['users_archive']],
  ['app.users', ['app.users'], ['users', 'raw.users']],
  ['public.users', ['users', 'public.users'], ['app.users']],
  ['pii.*', ['pii.a', 'pii.b'], ['a', 'app.pii']],
])('%s is %j and not %j', (pattern, those, others) => {
  const sharing = opened([pattern])
  expect(those.filter((name) => !sharing.isExcluded(name))).toEqual([])
  expect(others.filter((name) => sharing.isExcluded(name))).toEqual([])
})

test('a path that is kept back, on whichever side, is told of once', () => {
  const sharing = opened([], ['secret/**'])
  expect(sharing.file('base', 'secret/a.sql', 'SELECT 1')).toBeUndefined()
  expect(sharing.file('head', 'secret/a.sql', 'SELECT 2')).toBeUndefined()
  expect(sharing.file('head', 'open/a.sql', 'SELECT 2')).toBe('SELECT 2')
  expect(sharing.withheld()).toEqual(['secret/a.sql: kept back by its path'])
})
