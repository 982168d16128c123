import type { SetParameter, Statement } from './statement.ts'
import type { TransactionPlan } from './transaction.ts'

/** Session settings of interest, in force at one statement. */
export interface SettingsAt {
  /** Milliseconds; 0 waits for ever; undefined when the file did not set it, so that the role's or server's default applies. */
  readonly lockTimeout: number | undefined
  readonly statementTimeout: number | undefined
}

const unset: SettingsAt = { lockTimeout: undefined, statementTimeout: undefined }
const tracked: Readonly<Record<string, keyof SettingsAt>> = {
  lock_timeout: 'lockTimeout',
  statement_timeout: 'statementTimeout',
}

/**
 * Settings in force when each statement begins. SET LOCAL ends with its transaction and does nothing outside one; SET inside a transaction
 * that is rolled back is undone; RESET and SET ... TO DEFAULT forget (PostgreSQL 18 documentation, SET).
 */
export function trackSettings(
  statements: readonly Statement[],
  plan: TransactionPlan,
): ReadonlyMap<Statement, SettingsAt> {
  const at = new Map<Statement, SettingsAt>()
  let session = unset
  let local: SettingsAt | undefined
  let beforeTransaction = unset
  let transaction: number | undefined
  for (const statement of statements) {
    const number = plan.at.get(statement)?.number
    if (number !== transaction) {
      transaction = number
      local = undefined
      beforeTransaction = session
    }
    at.set(statement, local ?? session)
    if (statement.kind === 'set') {
      if (!statement.local) {
        session = withParameter(session, statement)
        if (local) local = withParameter(local, statement)
      } else if (number !== undefined) local = withParameter(local ?? session, statement)
    } else if (statement.kind === 'transaction' && statement.action === 'rollback') {
      session = beforeTransaction
    }
  }
  return at
}

function withParameter(settings: SettingsAt, { parameter, values }: SetParameter): SettingsAt {
  if (parameter === '*') return unset
  const key = tracked[parameter]
  if (!key) return settings
  return { ...settings, [key]: values === null ? undefined : milliseconds(values[0] ?? '') }
}

const units: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** A time setting's value in milliseconds: a bare number is milliseconds (PostgreSQL 18 documentation, 19.1.1); undefined when unreadable. */
function milliseconds(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(text)
  if (!match) return undefined
  return Number(match[1]) * (units[match[2] ?? 'ms'] ?? 1)
}
