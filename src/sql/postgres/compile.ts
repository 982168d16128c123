import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The parser's code, checked and compiled: done once, for every instance in every thread. */
export function compileParser(): WebAssembly.Module {
  const file = createRequire(import.meta.filename).resolve('libpg-query/wasm/libpg-query.wasm')
  return new WebAssembly.Module(readFileSync(file))
}
