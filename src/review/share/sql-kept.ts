import type { SqlPlace } from './sql-place.ts'
import * as words from './sql-words.ts'

/**
 * Whether a literal of SQL is structure and stays at `schema`: units, formats, names of things and of settings, labels of enums, what a
 * statement's own form asks for. What is not known to be is a value, and is replaced.
 */
export function isStructural(literal: string, place: SqlPlace): boolean {
  if (literal.length > 128) return false
  if (/^[^\p{L}\p{N}]{0,3}$/u.test(literal) || /^(?:true|false|t|f)$/i.test(literal)) return true
  return byWord(literal, place) || byCall(literal, place) || byStatement(literal, place)
}

function byWord(literal: string, { before, next, second: type }: SqlPlace): boolean {
  const [last, second] = before
  if (next === '::' && type.startsWith('reg')) return words.nameLike.test(literal)
  if (last === 'interval' || (next === '::' && words.interval.test(literal) && /[a-z]/i.test(literal)))
    return words.interval.test(literal)
  if (last === 'zone' && second === 'time') return words.zone.test(literal)
  if (/^(?:->>?|#>>?|\?[|&]?)$/.test(last)) return /^[A-Za-z_]\w{0,60}$|^\{[\w,]{1,60}\}$/.test(literal)
  return words.settingWords.has(last) && /^[\w .-]{1,30}$/.test(literal)
}

function byCall(literal: string, { call, argument, next }: SqlPlace): boolean {
  if (words.formattingCalls.has(call)) return words.format.test(literal)
  if (/date|time|trunc|extract|last_day/.test(call) && words.unit.test(literal)) return true
  if (next === '::') return false
  return argument === 0 && words.namingCalls.has(call) && words.nameLike.test(literal)
}

function byStatement(literal: string, { statement, before, call, outerCall }: SqlPlace): boolean {
  if (call === '' && knownSetting.test(statement)) return words.setting.test(literal)
  if (/^create type\b/.test(statement) && call === 'enum') return label.test(literal)
  if (/^alter type\b/.test(statement))
    return /^(?:value|exists|before|after|to)$/.test(before[0]) && label.test(literal)
  return (
    /^copy\b/.test(statement) &&
    (call === 'with' || outerCall === 'with') &&
    /^[\w,;| \\]{1,12}$/.test(literal)
  )
}

/** Settings that say how a session works, not who works in it. */
const knownSetting =
  /^set (?:local |session |global )?(?:\w*(?:_timeout|_path|_mode|_level|_encoding|_mem|_workers|_messages|_strings|_isolation|_security|_bodies|_cost|_commit|_checks|_access_method|_tablespace|_constraints)|enable_\w+|session_replication_role|time zone|timezone|datestyle|intervalstyle|jit|sql_mode|xmloption|statement_\w+)(?: to)?(?: |$)/

const label = /^[\p{L}\p{N}_ ./:+-]{1,63}$/u

/** Whether a number of SQL is structure: 0 and 1, lengths, limits, places of columns, settings, factors of units. */
export function isStructuralNumber(number: string, place: SqlPlace): boolean {
  const [last, second] = place.before
  if (number === '0' || number === '1') return true
  if (number.length > 9) return false
  if (words.sizedTypes.has(place.call) || words.countingWords.has(last)) return true
  if (isSpan(number, place)) return true
  if (place.next === 'preceding' || place.next === 'following') return true
  if (/^[*/%]$/.test(last) || /^[*/%]$/.test(place.next)) return words.factors.has(number)
  const isSmall = /^\d{1,2}$/.test(number)
  if (isSmall && (place.isInBy || (last === '[' && second !== ''))) return true
  if (place.call === 'round' && place.argument > 0) return isSmall
  if (last === 'with' && second === 'start') return true
  if (place.call === '' && knownSetting.test(place.statement)) return true
  return last === '=' && place.call === 'with'
}

/** Whether a number is a span of time: `interval 6 hour`, `dateadd(day, -3, x)`, `current_date - 7`, `now() - 7`. */
function isSpan(number: string, { before, call }: SqlPlace): boolean {
  if (!/^\d{1,3}$/.test(number)) return false
  if (words.dateCalls.test(call)) return true
  const [last, second, third, fourth] = before
  if (last !== '+' && last !== '-') return last === 'interval'
  return second === 'interval' || words.moments.has(second === ')' && third === '(' ? fourth : second)
}
