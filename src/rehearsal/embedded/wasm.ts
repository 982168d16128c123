import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Extension } from '@electric-sql/pglite'

/** Of the language, and not in its types as long as those of a browser are left out. Pages are of 64 KiB. */
const { Memory, compile } = WebAssembly as unknown as {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => object
  compile(bytes: Uint8Array): Promise<WebAssembly.Module>
}

const folder = dirname(createRequire(import.meta.filename).resolve('@electric-sql/pglite'))

/** The engine's code. Begun when this is loaded, on threads of the engine's own, so that it is done when it is asked for. */
export const compiled = compile(readFileSync(join(folder, 'pglite.wasm')))

/** The server's memory, made here and not by PGlite, so that it has an end. */
export function memoryOf(megabytes: number): Extension {
  return {
    name: 'memory',
    async setup(_, emscriptenOpts) {
      const wasmMemory = new Memory({ initial: 128 * 16, maximum: megabytes * 16 })
      return { emscriptenOpts: { ...emscriptenOpts, wasmMemory } }
    },
  }
}
