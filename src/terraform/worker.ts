import { parentPort } from 'node:worker_threads'
import { configurationsOf, rootsIn, type Tree } from './configuration/configurations.ts'
import { codeFileOf } from './hcl/code-file.ts'
import { grammarMemory, loadGrammar } from './hcl/grammar.ts'
import { parseHcl } from './hcl/parse-hcl.ts'
import type { HclFile } from './hcl/syntax.ts'
import { largeGrammarMemory } from './limits.ts'
import type { Answers, FileReading, NumberedFile, Question, TreeFiles } from './messages.ts'
import { readPlan } from './plan/read-plan.ts'
import { isTerraform } from './wanted.ts'

/** The thread that reads hostile Terraform: one question at a time. An error ends it, and its owner reports what was asked. */
const port = parentPort

interface Kept extends NumberedFile {
  readonly file?: HclFile
}

const kept = new Map<number, Kept>()
/** Several questions about one tree come after each other. */
let last: { readonly key: string; readonly tree: Tree } | undefined

function answer(question: Question): Answers[keyof Answers] {
  switch (question.ask) {
    case 'files':
      return question.files.map((file) => ({ number: file.number, ...read(file) }))
    case 'roots':
      return rootsIn(treeOf(question.tree), question.changed)
    case 'configurations':
      return configurationsOf(treeOf(question.tree), question.root)
    case 'plan':
      return readPlan(question)
    case 'forget':
      kept.clear()
      last = undefined
      return grammarMemory() > largeGrammarMemory
  }
}

function read(file: NumberedFile): FileReading {
  const reading = isTerraform(file.path) ? parseHcl(file) : undefined
  kept.set(file.number, reading?.ok ? { ...file, file: reading.file } : file)
  if (!reading) return { ok: true, comments: [], units: [] }
  if (!reading.ok) return reading
  const { comments, units } = codeFileOf(reading.file, file.text)
  return { ok: true, comments, units }
}

function treeOf({ numbers, unread }: TreeFiles): Tree {
  const key = numbers.join()
  if (key === last?.key) return last.tree
  const files = numbers.flatMap((number) => kept.get(number) ?? [])
  const tree = {
    files: new Map(files.flatMap(({ path, file }) => (file ? [[path, file] as const] : []))),
    texts: new Map([
      ...files.map(({ path, text }) => [path, text] as const),
      ...unread.map((path) => [path, ''] as const),
    ]),
  }
  last = { key, tree }
  return tree
}

/** A rejection must end the thread. */
function fail(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}

loadGrammar().then(() => {
  port?.on('message', (question: Question) => port.postMessage({ answer: answer(question) }))
  port?.postMessage('ready')
}, fail)
