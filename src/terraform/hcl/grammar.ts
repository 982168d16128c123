import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Language, Parser, type Tree } from 'web-tree-sitter'
import { mostGrammarMemory, startGrammarMemory } from '../limits.ts'

/** Node's types leave this one out. */
const { Memory } = WebAssembly as unknown as {
  readonly Memory: new (pages: {
    readonly initial: number
    readonly maximum: number
  }) => { readonly buffer: ArrayBuffer }
}
const page = 64 * 1024
const memory = new Memory({ initial: startGrammarMemory / page, maximum: mostGrammarMemory / page })
let parser: Parser | undefined
let loading: Promise<void> | undefined

/** Loads the grammar of HCL; parsing needs it. Loading again costs nothing. */
export function loadGrammar(): Promise<void> {
  loading ??= load()
  return loading
}

/** Parses a text and gives back what `use` makes of the tree, whose memory is freed afterwards whatever happens. */
export function withTree<T>(text: string, use: (tree: Tree) => T): T {
  if (!parser) throw new Error('the grammar of HCL is not loaded')
  // What an earlier parse left behind when it failed would go on here.
  parser.reset()
  const tree = parsed(parser, text)
  if (!tree) throw new Error('the parser of HCL gave no tree')
  try {
    return use(tree)
  } finally {
    tree.delete()
  }
}

/** An abort leaves the parser's memory in an undefined state: whoever catches this must not go on with it. */
function parsed(by: Parser, text: string): Tree | null {
  try {
    return by.parse(text)
  } catch (error) {
    throw new Error('the parser of HCL gave up, as it does for want of memory', { cause: error })
  }
}

/** Bytes that the parser holds: they grow with the largest file and never shrink. */
export function grammarMemory(): number {
  return memory.buffer.byteLength
}

async function load(): Promise<void> {
  await Parser.init({ wasmMemory: memory, printErr: () => undefined })
  const language = await Language.load(readFileSync(grammarFile()))
  parser = new Parser().setLanguage(language)
}

/** The build puts it beside the thread's file; sources take it from the package. */
function grammarFile(): string {
  const name = 'tree-sitter-terraform.wasm'
  const built = join(dirname(import.meta.filename), name)
  if (existsSync(built)) return built
  return createRequire(import.meta.filename).resolve(`@tree-sitter-grammars/tree-sitter-hcl/${name}`)
}
