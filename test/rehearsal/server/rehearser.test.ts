import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RehearsedFile } from '../../../src/core/rehearsal.ts'
import type { Rehearser } from '../../../src/rehearsal/rehearser.ts'
import { openServerRehearser } from '../../../src/rehearsal/server/rehearser.ts'
import { hasServer, onServer, until } from '../../store/places.ts'
import { request } from './requests.ts'
import { newRoles, type Roles, rows } from './roles.ts'

const orders = [
  'CREATE TABLE orders (id bigint PRIMARY KEY, status text)',
  `INSERT INTO orders VALUES (1, 'new')`,
]

describe.runIf(hasServer)('rehearsals on a real server', () => {
  let roles: Roles
  let rehearser: Rehearser
  const rehearser1 = (more: object = {}) => openServerRehearser({ addresses: roles.addresses, ...more })
  beforeAll(async () => {
    roles = await newRoles()
    rehearser = rehearser1({ seconds: 5 })
  })
  afterAll(async () => {
    await rehearser.close()
    await roles.remove()
  })
  const databases = async () =>
    (
      await rows(
        `SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = '${roles.keeper}' ORDER BY 1`,
      )
    ).map(({ datname }) => String(datname).replace(/_[0-9a-f]{32,}$/, ''))
  const files = async (...each: (readonly string[])[]): Promise<readonly RehearsedFile[]> =>
    (await rehearser.rehearse(request(orders, ...each))).files

  test('run what is new on what is merged; the base is kept, the rest is gone', async () => {
    const asked = request(orders, ['ALTER TABLE orders ADD COLUMN note text'], ['SELECT nothing'])
    const rehearsal = await rehearser.rehearse(asked)
    expect(rehearsal).toMatchObject({
      ...{ history: 'migrations', server: { kind: 'server', version: expect.any(Number) } },
      base: { files: 1, skipped: [] },
      files: [{ outcome: 'applied' }, { outcome: 'failed', steps: [{ error: { code: '42703' } }] }],
    })
    expect(await databases()).toEqual(['sluice_base'])
    expect(await rehearser.rehearse(asked)).toEqual(rehearsal)
  })

  test('what does not end is killed, what was through keeps its result, and the next is as if alone', async () => {
    const alone = await files(['ALTER TABLE orders ADD COLUMN note text'])
    const looping = await files(
      ['ALTER TABLE orders ADD COLUMN note text'],
      ['DO $$ BEGIN SET statement_timeout = 0; LOOP END LOOP; END $$'],
      ['SELECT 1'],
    )
    expect(looping).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'not-rehearsed', reason: 'it ran longer than 5 seconds' },
      { outcome: 'not-rehearsed', reason: expect.stringContaining('0003_new.sql comes first') },
    ])
    expect(await databases()).toEqual(['sluice_base'])
    expect(await rows(`SELECT FROM pg_stat_activity WHERE usename = '${roles.runner}'`)).toEqual([])
    expect(await files(['ALTER TABLE orders ADD COLUMN note text'])).toEqual(alone)
  })

  test.each([
    ['a billion rows asked for', 'SELECT generate_series(1, 1000000000)', 'answered with more than'],
    [
      'notices without end',
      `DO $$ BEGIN LOOP RAISE NOTICE '%', repeat('x', 9999); END LOOP; END $$`,
      'answered',
    ],
    ['its own end', 'SELECT pg_terminate_backend(pg_backend_pid())', 'the server ended the connection'],
  ])('%s: not rehearsed', async (_, sql, reason) => {
    expect(await files([sql])).toMatchObject([
      { outcome: 'not-rehearsed', reason: expect.stringContaining(reason) },
    ])
  })

  test('a billion rows written are stopped by what they take on the disk', async () => {
    const small = rehearser1({ seconds: 60, gigabytes: 0.05 })
    const sql = `CREATE TABLE large AS SELECT generate_series(1, 1000000000) AS n, repeat('x', 500) AS t`
    expect(await small.rehearse(request(orders, [sql]))).toMatchObject({
      files: [{ outcome: 'not-rehearsed', reason: 'it wrote more than 0.05 GB' }],
    })
    await small.close()
    expect(await databases()).toEqual(['sluice_base'])
  })

  test.each([
    ['the files of the server', `SELECT pg_read_file('/etc/passwd')`],
    ['its directories', `SELECT pg_ls_dir('.')`],
    ['a file by COPY', `COPY orders FROM '/etc/passwd'`],
    ['a program', `COPY orders TO PROGRAM 'true'`],
    ['a large object of a file', `SELECT lo_import('/etc/passwd')`],
    ['a role', 'CREATE ROLE somebody'],
    ['a database', 'CREATE DATABASE another'],
    ['a setting of the server', 'ALTER SYSTEM SET work_mem = 1'],
    ['a tablespace', `CREATE TABLESPACE t LOCATION '/tmp'`],
    ['an event trigger', 'CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION nothing()'],
    ['replication', `SELECT pg_create_physical_replication_slot('s')`],
  ])('%s is out of reach', async (_, sql) => {
    expect(await files([sql])).toMatchObject([{ outcome: 'failed', steps: [{ error: { code: '42501' } }] }])
  })

  test('the network: what would reach it cannot be installed, whoever stands in for it', async () => {
    const there = `DO $$ BEGIN IF EXISTS (SELECT FROM pg_extension WHERE extname = 'dblink') THEN RAISE 'it is there'; END IF; END $$`
    expect(await files(['CREATE EXTENSION dblink', there])).toMatchObject([{ outcome: 'applied' }])
  })

  test('our databases, the kept ones above all, are out of reach too', async () => {
    const each = `DO $$ DECLARE d name; BEGIN
      FOR d IN SELECT datname FROM pg_database WHERE datname LIKE 'sluice%' AND datname <> current_database() LOOP
        EXECUTE format('ALTER DATABASE %I ALLOW_CONNECTIONS true', d);
      END LOOP; END $$`
    expect(await files([each])).toMatchObject([{ outcome: 'failed', steps: [{ error: { code: '42501' } }] }])
    for (const sql of ['ALTER DATABASE %I IS_TEMPLATE true', 'ALTER DATABASE %I CONNECTION LIMIT 0']) {
      const own = `DO $$ BEGIN EXECUTE format('${sql}', current_database()); END $$`
      expect(await files([own])).toMatchObject([{ outcome: 'failed', steps: [{ error: { code: '42501' } }] }])
    }
  })

  test('settings that a script gives its role are gone in the next rehearsal; those of the operator stay', async () => {
    await onServer(`ALTER ROLE ${roles.runner} SET temp_file_limit = '1GB'`)
    const set = [
      'ALTER ROLE CURRENT_USER SET statement_timeout = 1',
      `ALTER ROLE CURRENT_USER SET search_path = nowhere`,
      'ALTER ROLE CURRENT_USER SET default_transaction_read_only = on',
    ]
    expect(await files(set)).toMatchObject([{ outcome: 'applied' }])
    const left = await rows(
      `SELECT setconfig FROM pg_db_role_setting WHERE setrole = '${roles.runner}'::regrole`,
    )
    expect(left).toEqual([
      { setconfig: ['temp_file_limit=1GB', ...Array.from({ length: 3 }, () => expect.any(String))] },
    ])
    const shown = `DO $$ BEGIN IF current_setting('search_path') = 'nowhere' THEN RAISE 'still there'; END IF; END $$`
    expect(await files([shown, 'CREATE TABLE next (id int)'])).toMatchObject([{ outcome: 'applied' }])
    expect(
      await rows(`SELECT setconfig FROM pg_db_role_setting WHERE setrole = '${roles.runner}'::regrole`),
    ).toEqual([{ setconfig: ['temp_file_limit=1GB'] }])
  })

  test('what a Sluice that was killed left behind goes with the next rehearsal', async () => {
    await onServer(`CREATE DATABASE sluice_rehearsal_${'0'.repeat(32)} OWNER ${roles.keeper}`)
    await files(['SELECT 1'])
    expect(await databases()).toEqual(['sluice_base'])
  })

  test('stopped in the midst of one, nothing of it is left', async () => {
    const other = rehearser1()
    const running = other.rehearse(request(orders, ['SELECT pg_sleep(1000)']))
    await until(
      async () =>
        (
          await rows(
            `SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1000)%' AND usename = '${roles.runner}'`,
          )
        ).length > 0,
    )
    await other.close()
    expect(await running).toMatchObject({ files: [{ outcome: 'not-rehearsed', reason: 'it was stopped' }] })
    expect(await databases()).toEqual(['sluice_base'])
    expect(await rows(`SELECT FROM pg_stat_activity WHERE usename = '${roles.runner}'`)).toEqual([])
  })
})

describe.runIf(hasServer)('a role that may more than it needs', () => {
  let roles: Roles
  beforeAll(async () => {
    roles = await newRoles()
  })
  afterAll(() => roles.remove())
  const reason = async () => {
    let next = ''
    const rehearser = openServerRehearser({
      addresses: roles.addresses,
      onUnavailable: (error) => {
        next = error.next
      },
    })
    const { files } = await rehearser.rehearse(request([], ['SELECT 1']))
    await rehearser.close()
    const [file] = files
    return { reason: file?.outcome === 'not-rehearsed' ? file.reason : file?.outcome, next }
  }

  test.each([
    ['runner', 'SUPERUSER', 'is a superuser'],
    ['runner', 'CREATEDB', 'has CREATEDB'],
    ['runner', 'CREATEROLE', 'has CREATEROLE'],
    ['runner', 'REPLICATION', 'has REPLICATION'],
    ['runner', 'BYPASSRLS', 'has BYPASSRLS'],
    ['keeper', 'SUPERUSER', 'is a superuser'],
    ['keeper', 'CREATEROLE', 'has CREATEROLE'],
  ] as const)('%s with %s is refused, and told what to do', async (who, power, said) => {
    await onServer(`ALTER ROLE ${roles[who]} ${power}`)
    const told = await reason()
    await onServer(`ALTER ROLE ${roles[who]} NO${power}`)
    expect(told.reason).toBe(`the server for rehearsals is not used: the role ${roles[who]} ${said}`)
    expect(told.next).toContain('CREATE ROLE sluice_runner LOGIN')
    expect(JSON.stringify(told)).not.toContain('secret')
  })

  test.each(['pg_read_server_files', 'pg_execute_server_program', 'pg_signal_backend', 'pg_monitor'])(
    'a runner in %s is refused, directly or by another role',
    async (role) => {
      const between = `${roles.runner}_between`
      await onServer(`CREATE ROLE ${between}`)
      await onServer(`GRANT ${role} TO ${between}`)
      await onServer(`GRANT ${between} TO ${roles.runner}`)
      const told = await reason()
      await onServer(`DROP ROLE ${between}`)
      expect(told.reason).toContain(`the role ${roles.runner} is a member of ${role}`)
    },
  )

  test('a keeper that cannot end what runs is refused', async () => {
    await onServer(`REVOKE pg_signal_backend FROM ${roles.keeper}`)
    const told = await reason()
    await onServer(`GRANT pg_signal_backend TO ${roles.keeper}`)
    expect(told.reason).toContain('may not end the sessions')
  })

  test('with neither, it rehearses', async () => {
    expect(await reason()).toEqual({ reason: 'applied', next: '' })
  })

  test('an address where nothing listens, and one that is none, are told without the password', async () => {
    for (const keeper of [
      'postgres://keeper:very-secret@127.0.0.1:1/x',
      'postgres://keeper:very-secret@:/x',
    ]) {
      const rehearser = openServerRehearser({ addresses: { ...roles.addresses, keeper } })
      const { files } = await rehearser.rehearse(request([], ['SELECT 1']))
      expect(JSON.stringify(files)).toMatch(/does not let \w+ in|cannot be reached/)
      expect(JSON.stringify(files)).not.toContain('secret')
    }
  })
})
