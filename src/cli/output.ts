import { writeFileSync } from 'node:fs'
import type { Report } from '../core/report.ts'
import { oneLine } from '../render/visible.ts'
import { exit, UsageError } from './exit.ts'

type Format = 'terminal' | 'json' | 'sarif' | 'markdown' | 'html' | 'github'

export interface Rendering {
  readonly format: Format
  /** The file the report goes to; standard output without one. */
  readonly output?: string
  /** Folder that the report's paths start at, for links. */
  readonly root?: string
}

/** How text for a person may look on standard output: colour where it is a terminal, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function look(): { readonly colour: boolean; readonly width: number } {
  const { env, stdout } = process
  const forced = env.FORCE_COLOR === undefined ? undefined : !['0', 'false'].includes(env.FORCE_COLOR)
  const colour = !env.NO_COLOR && (forced ?? (Boolean(stdout.isTTY) && env.TERM !== 'dumb'))
  return { colour, width: stdout.columns ?? (Number(env.COLUMNS) || 100) }
}

/** Words a report in the chosen format; only that renderer is loaded. */
export async function rendered(report: Report, { format, output, root }: Rendering): Promise<string> {
  switch (format) {
    case 'terminal':
      return (await import('../render/terminal.ts')).renderTerminal(report, {
        ...(output === undefined ? look() : { width: 100 }),
        links: output === undefined && Boolean(process.stdout.isTTY) && look().colour,
        ...(root === undefined ? {} : { root }),
      })
    case 'json':
      return (await import('../render/json.ts')).renderJson(report)
    case 'sarif':
      return (await import('../render/sarif.ts')).renderSarif(report)
    case 'markdown':
      return (await import('../render/markdown.ts')).renderMarkdown(report)
    case 'html':
      return (await import('../render/html.ts')).renderHtml(report)
    case 'github':
      return (await import('../render/github.ts')).renderGithub(report)
  }
}

/** Writes the report to standard output, which holds nothing else, or to the file; when that fails, the report is not lost. */
export async function write(text: string, file?: string): Promise<void> {
  if (file === undefined) return print(text)
  try {
    writeFileSync(file, text)
  } catch (error) {
    await print(text)
    throw new UsageError(
      `The report could not be written to ${oneLine(file)}: ${reason(error)}. It went to standard output instead.`,
      'Name a file in a folder that exists and can be written to.',
    )
  }
}

/** A reader that has seen enough (`| head`) closes the pipe; that is no failure, and the exit code still tells the verdict. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) =>
      error && (error as NodeJS.ErrnoException).code !== 'EPIPE'
        ? reject(
            new UsageError(
              `Standard output: ${reason(error)}.`,
              'The report is not complete.',
              exit.notEvaluated,
            ),
          )
        : resolve(),
    )
  })
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
  EROFS: 'the file system is read-only',
}

/** Why a file could not be read or written, as a clause. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? oneLine(error instanceof Error ? error.message : String(error))
}

/** Says on standard error what is going on, when a person is watching. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

export function progressDone(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
}
