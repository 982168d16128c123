import type { Failure } from './failure.ts'

/**
 * Why an error proves nothing where the file is meant for another major version, as a clause. What the parser read, which is of no
 * version in particular, and the server calls bad syntax, the other version may know; so it may what this one no longer or not yet does:
 * features, types and functions come with versions.
 */
export function ofVersion({ error, server, statement, document, around }: Failure): string | undefined {
  const wanted = around.version(document.path)
  if (wanted === server.version) return undefined
  const { code, message } = error
  const isRead = statement !== undefined && statement.kind !== 'do-block' && statement.kind !== 'opaque'
  const isSyntax = code === '42601' && isRead && /^syntax error /.test(message)
  const isLater = server.version < wanted && ['0A000', '42704', '42883'].includes(code)
  const isFeature = code === '0A000' && refusedSince.test(message)
  return isSyntax || isLater || isFeature
    ? `Postgres ${server.version} refuses it, and ${wanted} may not: ${message}`
    : undefined
}

/** What a version stopped doing (PostgreSQL 18 release notes, E.5.2 "Migration to Version 18"). */
const refusedSince = /^partitioned tables cannot be unlogged$/
