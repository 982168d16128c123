import type { Verdict } from '../core/report.ts'

/** Exit codes of every command (DESIGN 6). */
export const exit = { ok: 0, block: 1, usage: 2, notEvaluated: 3 } as const

export type FailOn = 'block' | 'warn' | 'never'

/** The exit code of a verdict; an error is never hidden by `--fail-on never`. */
export function exitCode(verdict: Verdict, failOn: FailOn): number {
  if (verdict === 'error') return exit.notEvaluated
  if (failOn === 'never' || verdict === 'pass') return exit.ok
  return verdict === 'block' || failOn === 'warn' ? exit.block : exit.ok
}

/** Something the user can mend: printed as it stands, without a stack. */
export class UsageError extends Error {
  readonly next: string | undefined
  readonly code: number

  constructor(message: string, next?: string, code: number = exit.usage) {
    super(message)
    this.next = next
    this.code = code
  }
}
