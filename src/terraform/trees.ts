import type { CodeFile, Configuration } from '../core/terraform/configuration.ts'
import { startOfFile } from '../core/text.ts'
import { configurationMs, fileMs, msPerCharacter } from './limits.ts'
import type { FileReading, NumberedFile, Question, TreeFiles } from './messages.ts'
import { batchesOf, lengthOf, type Numbering, numbered } from './numbering.ts'
import type { ReadFailure, TerraformFiles, TerraformTree } from './reading.ts'
import type { Threads } from './threads.ts'
import { unevaluated } from './unevaluated.ts'
import { isTerraform } from './wanted.ts'

/** Files of base and head, each read once. */
export interface Session {
  readonly threads: Pick<Threads, 'ask' | 'held'>
  readonly numbering: Numbering
  readonly readings: Map<number, FileReading>
  /** Files that no thread survived. */
  readonly deadly: Set<number>
}

export async function session(
  trees: readonly TerraformFiles[],
  threads: Session['threads'],
): Promise<Session> {
  const numbering = numbered(trees)
  const made: Session = { threads, numbering, readings: new Map(), deadly: new Set() }
  await readFiles(numbering.files, made)
  return made
}

/** A batch has one file's time and that of its length; when it fails, each of its files gets its time alone. */
async function readFiles(files: readonly NumberedFile[], to: Session): Promise<void> {
  for (const batch of batchesOf(files)) {
    const timeoutMs = fileMs + lengthOf(batch) * msPerCharacter
    const answer = await to.threads.ask({ ask: 'files', files: batch }, timeoutMs)
    const [first, ...more] = batch
    if (answer.ok) {
      for (const { number, ...reading } of answer.value) to.readings.set(number, reading)
    } else if (more.length > 0) {
      for (const file of batch) await readFiles([file], to)
    } else if (first) {
      to.deadly.add(first.number)
      to.readings.set(first.number, { ok: false, failure: { range: startOfFile, reason: answer.reason } })
    }
  }
}

interface Asked extends Session {
  readonly changed: ReadonlySet<string>
}

export async function readTree(texts: TerraformFiles, asked: Asked): Promise<TerraformTree> {
  const files = new Map<string, CodeFile>()
  const failures = new Map<string, ReadFailure>()
  const configurations = await configurationsIn(texts, asked)
  for (const [path, text] of texts) {
    if (text === null) continue
    const reading = asked.readings.get(asked.numbering.numberOf(path, text))
    if (!reading || !isTerraform(path)) continue
    if (reading.ok) files.set(path, { path, text, comments: reading.comments, units: reading.units })
    else failures.set(path, reading.failure)
  }
  return { configurations, files, failures }
}

/** A root module that cannot be evaluated is a configuration that says so. */
async function configurationsIn(texts: TerraformFiles, asked: Asked): Promise<readonly Configuration[]> {
  const tree = treeOf(texts, asked)
  const paths = [...texts.keys()]
  const roots = await askOf(asked, { ask: 'roots', tree, changed: asked.changed })
  if (!roots.ok) return [unevaluated('', paths, roots.reason)]
  const configurations: Configuration[] = []
  for (const root of roots.value) {
    const answer = await askOf(asked, { ask: 'configurations', tree, root })
    configurations.push(...(answer.ok ? answer.value : [unevaluated(root, paths, answer.reason)]))
  }
  return configurations
}

/** A question about a tree; a new thread is given its files first, but for those that killed one. */
async function askOf<Q extends Extract<Question, { readonly tree: TreeFiles }>>(asked: Asked, question: Q) {
  const wanted = new Set(question.tree.numbers)
  const lost = asked.numbering.files.filter(
    ({ number }) => wanted.has(number) && !asked.threads.held.has(number),
  )
  await readFiles(lost, asked)
  return asked.threads.ask(question, configurationMs)
}

function treeOf(texts: TerraformFiles, { numbering, deadly }: Asked): TreeFiles {
  const files = [...texts].map(([path, text]) => ({
    path,
    number: text === null ? undefined : numbering.numberOf(path, text),
  }))
  const read = files.flatMap(({ path, number }) =>
    number === undefined || deadly.has(number) ? [] : [{ path, number }],
  )
  const known = new Set(read.map(({ path }) => path))
  return {
    numbers: read.map(({ number }) => number),
    unread: files.map(({ path }) => path).filter((path) => !known.has(path)),
  }
}
