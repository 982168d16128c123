import { setFlagsFromString } from 'node:v8'
import type { ParseResult, RawStmt } from 'libpg-query'
import createInstance, { type PgQueryInstance } from 'libpg-query/wasm/libpg-query.js'
import { largestTree } from '../limits.ts'
import { compileParser } from './compile.ts'

/** PostgreSQL's own parser in WASM (libpg-query; raw_parse and PL/pgSQL's compiler). */

export type Parsed =
  | { readonly statements: readonly RawStmt[] }
  /** The server's message; `at` counts code points from the text's start. */
  | { readonly message: string; readonly at?: number }

let parser: WebAssembly.Module | undefined
let instance: PgQueryInstance | undefined
let broken = false
/** Texts that made the parser trap, so that a second reading of their file gets past them. */
const trapped = new Set<string>()

/** Takes the parser's code from a thread that has compiled it. */
export function takeParser(compiled: WebAssembly.Module): void {
  parser = compiled
}

/** Makes a parser ready, or a fresh one after a trap. Must settle before anything else here is called. */
export async function loadEngine(): Promise<void> {
  if (instance && !broken) return
  parser ??= compileParser()
  const code = parser
  tierUp(false)
  try {
    instance = await createInstance({
      instantiateWasm: (imports, done) => done(new WebAssembly.Instance(code, imports)),
    })
    broken = false
    parsePlpgsql('DO $$ BEGIN PERFORM 1; END $$')
    parseSql('CREATE TABLE t (a int DEFAULT 1 CHECK (a IN (SELECT b FROM c)))')
  } finally {
    tierUp(true)
  }
}

/**
 * V8 would optimise the parser's few huge functions in the background: seconds of a core and 500 MB, to gain nothing in a
 * review's time. Its baseline code, compiled at a function's first call, decides then whether it may be optimised later.
 */
function tierUp(allowed: boolean): void {
  for (const flag of ['wasm-tier-up', 'wasm-dynamic-tiering'])
    setFlagsFromString(allowed ? `--${flag}` : `--no-${flag}`)
}

/** Whether the parser trapped: its memory is in an undefined state and it answers nothing until `loadEngine`. */
export function engineBroken(): boolean {
  return broken
}

/** Forgets which texts trapped: at the next file. */
export function forgetTraps(): void {
  trapped.clear()
}

/** Bytes of memory the instance holds; it never shrinks. */
export function engineMemory(): number {
  return instance?.HEAPU8.length ?? 0
}

/** Gives the instance up, so that the next `loadEngine` makes a small one. */
export function discardEngine(): void {
  instance = undefined
}

export function parseSql(sql: string): Parsed {
  return call(sql, (engine, query) => {
    const result = engine._wasm_parse_query_raw(query)
    try {
      return readResult(engine, result)
    } finally {
      engine._wasm_free_parse_result(result)
    }
  })
}

/** The syntax tree of the routine or DO block that `sql` creates, or undefined when PL/pgSQL rejects it. */
export function parsePlpgsql(sql: string): unknown {
  let tree: unknown
  call(sql, (engine, query) => {
    const pointer = engine._wasm_parse_plpgsql(query)
    const answer = engine.UTF8ToString(pointer)
    engine._wasm_free_string(pointer)
    if (answer.startsWith('{')) tree = JSON.parse(answer)
    return { statements: [] }
  })
  return tree
}

function readResult(engine: PgQueryInstance, result: number): Parsed {
  const error = engine.getValue(result + 8, 'i32')
  if (error !== 0) {
    const message = engine.UTF8ToString(engine.getValue(error, 'i32'))
    const cursor = engine.getValue(error + 16, 'i32')
    return cursor > 0 ? { message, at: cursor - 1 } : { message }
  }
  const text = engine.UTF8ToString(engine.getValue(result, 'i32'))
  if (text.length > largestTree)
    return { message: `the statement is too large: its tree has more than ${largestTree} characters` }
  const tree = JSON.parse(text) as ParseResult
  return { statements: tree.stmts ?? [] }
}

const ranOut = 'the parser ran out of stack or memory'

function call(sql: string, body: (engine: PgQueryInstance, query: number) => Parsed): Parsed {
  if (!instance) throw new Error('loadEngine() has not settled')
  if (trapped.has(sql)) return { message: ranOut }
  if (broken) return { message: 'not read: the parser failed on an earlier statement' }
  if (sql.includes('\0'))
    return { message: 'invalid byte: NUL', at: [...sql.slice(0, sql.indexOf('\0'))].length }
  try {
    const bytes = instance.lengthBytesUTF8(sql) + 1
    const query = instance._malloc(bytes)
    instance.stringToUTF8(sql, query, bytes)
    const parsed = body(instance, query)
    instance._free(query)
    return parsed
  } catch (error) {
    if (!(error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')))
      throw error
    broken = true
    trapped.add(sql)
    return { message: ranOut }
  }
}
