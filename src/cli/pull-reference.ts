import { oneLine } from '../render/visible.ts'
import { UsageError } from './exit.ts'

/** A pull request as a user names it. */
export interface PullReference {
  readonly owner: string
  readonly name: string
  readonly number: number
}

const example = 'Write OWNER/REPO#NUMBER, or the address of the pull request.'

/** Reads `acme/shop#7`, or the address of a pull request on this GitHub: a token never goes to a host that it is not for. */
export function pullReference(text: string, web: string): PullReference {
  const short = /^([\w.-]+)\/([\w.-]+)#([1-9]\d{0,9})$/.exec(text)
  const found = short ?? pathOf(text, web)
  const [, owner = '', name = '', number = ''] = found ?? []
  if (!found || [owner, name].some((part) => /^\.+$/.test(part))) {
    throw new UsageError(`--pull ${oneLine(text)} names no pull request.`, example)
  }
  return { owner, name, number: Number(number) }
}

function pathOf(text: string, web: string): RegExpExecArray | null {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return null
  const { origin, pathname } = new URL(text)
  if (origin !== new URL(web).origin) {
    throw new UsageError(
      `${oneLine(text)} is not on ${web}.`,
      `Set GITHUB_SERVER_URL=${oneLine(origin)} and a token of that server, if you mean it.`,
    )
  }
  return /^\/([\w.-]+)\/([\w.-]+)\/pull\/([1-9]\d{0,9})(?:\/.*)?$/.exec(pathname)
}
