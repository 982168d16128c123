import { StoreUnavailable } from './unavailable.ts'

/** Whether the same work may succeed later without anybody changing it: a lost connection, a restart, a full disk, a deadlock. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof StoreUnavailable) return true
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (codes.has(code) || /^(?:08|53)...$/.test(code)) return true
  if (code === '' && messages.some((message) => message.test(error.message))) return true
  const inner = error instanceof AggregateError ? error.errors : []
  return [...inner, error.cause].some(isTransient)
}

/** SQLSTATE of Postgres (classes 08 and 53, connection and resources, are asked for by class) and Node's names of system errors. */
const codes = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock not available
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now: starting up
  '57P05', // idle session timeout
  '25P03', // idle in transaction timeout
  '25006', // read only: a server about to be replaced by another
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENOSPC',
  'EDQUOT',
])

/** What the drivers say without a code. */
const messages = [
  /^Connection terminated/,
  /^timeout (?:exceeded|expired)/,
  /^Client has encountered a connection error/,
  /^Query read timeout/,
  /no space left on device/i,
]
