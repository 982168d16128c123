import { parentPort } from 'node:worker_threads'
import { largestEngine, mostTraps } from './limits.ts'
import {
  discardEngine,
  engineBroken,
  engineMemory,
  forgetTraps,
  loadEngine,
  takeParser,
} from './postgres/engine.ts'
import { type FileStatements, readFile, type SqlFile } from './read-file.ts'

/** The thread that reads hostile SQL. Receives the parser, then batches of files; answers with their statements in the same order. */
const port = parentPort

async function read(file: SqlFile): Promise<FileStatements> {
  let reading = readFile(file)
  // A trap leaves the parser's memory in an undefined state: a fresh instance reads the file again, without the statement that trapped.
  for (let traps = 1; engineBroken(); traps++) {
    await loadEngine()
    if (traps > mostTraps) break
    reading = readFile(file)
  }
  forgetTraps()
  return reading
}

async function answer(files: readonly SqlFile[]): Promise<void> {
  const readings: FileStatements[] = []
  for (const file of files) readings.push(await read(file))
  // As JSON: twice as fast as a structured clone of many small objects.
  port?.postMessage(JSON.stringify(readings))
  if (engineMemory() > largestEngine) {
    discardEngine()
    await loadEngine()
  }
}

async function start(parser: WebAssembly.Module): Promise<void> {
  takeParser(parser)
  await loadEngine()
  port?.postMessage('ready')
}

/** A rejection must end the thread: its owner then reports the file. */
function fail(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}

port?.once('message', (parser: WebAssembly.Module) => {
  let work = start(parser)
  work.catch(fail)
  port.on('message', (files: readonly SqlFile[]) => {
    work = work.then(() => answer(files))
    work.catch(fail)
  })
})
