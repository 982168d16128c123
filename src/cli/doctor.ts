import { join } from 'node:path'
import { type Configuration, configurationFrom } from '../app/configuration.ts'
import type { Repo } from '../github/pull.ts'
import { oneLine } from '../render/visible.ts'
import { type Check, fail, ok, within } from './doctor/check.ts'
import { checkEmbedded, checkServer } from './doctor/database.ts'
import { checkGitHub } from './doctor/github.ts'
import { checkDirectory, checkGit } from './doctor/machine.ts'
import { checkModel, checkModelAlone } from './doctor/model.ts'
import { checkRehearsal } from './doctor/rehearsal.ts'
import { loadEnvironmentFile } from './environment.ts'
import { exit, UsageError } from './exit.ts'
import { progress, progressDone, write } from './output.ts'
import { withoutSecrets } from './store.ts'

export interface DoctorOptions {
  readonly repository?: string
  readonly format: 'terminal' | 'json'
}

/** `sluice doctor`: what the App needs, one line each, and what to do where something is amiss. Changes nothing. */
export async function doctorCommand({ repository, format }: DoctorOptions): Promise<number> {
  const repo = repository === undefined ? undefined : named(repository)
  loadEnvironmentFile()
  const configured = configurationFrom(process.env)
  progress('looking')
  const checks = configured.ok
    ? await checkAll(configured.configuration, repo)
    : [
        ...configured.problems.map(problem),
        ...(await within('git', checkGit)),
        ...(await within('the model', checkModelAlone)),
        notLooked,
      ]
  progressDone()
  const safe = withoutSecrets()
  const lines = checks.map((check) => cleaned(check, safe))
  await write(format === 'json' ? `${JSON.stringify({ checks: lines }, undefined, 2)}\n` : listing(lines))
  // A request that got no answer would hold the process.
  process.exit(lines.some(({ result }) => result === 'fail') ? exit.block : exit.ok)
}

function named(text: string): Repo {
  const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? []
  if (owner !== undefined && name !== undefined) return { owner, name }
  throw new UsageError(`--repository ${oneLine(text)} is no repository.`, 'Write OWNER/REPO.')
}

/** All at once: whatever does not answer costs no more than its own time. */
async function checkAll(configuration: Configuration, repo: Repo | undefined): Promise<Check[]> {
  const { store, data, rehearsal, model } = configuration
  const groups = await Promise.all([
    [ok('the variables are in order')],
    within('git', checkGit),
    within('the disk', () => checkDirectory(data)),
    within('the database', () =>
      'url' in store ? checkServer(store.url.reveal()) : checkEmbedded(join(store.directory)),
    ),
    within('rehearsals', () => checkRehearsal(rehearsal)),
    within('the model', () => checkModel(model)),
    checkGitHub(configuration, repo),
  ])
  return groups.flat()
}

/** A problem of the configuration says what is wrong in its first sentence, and then what to do. */
function problem(text: string): Check {
  const end = text.indexOf('. ')
  return end < 0 ? fail(text, 'Set it right.') : fail(text.slice(0, end), text.slice(end + 2))
}

const notLooked = fail(
  'GitHub, the database and the disk were not looked at',
  'Set the variables right, and run this again.',
)

function cleaned({ result, what, next }: Check, safe: (text: string) => string): Check {
  return { result, what: oneLine(safe(what)), ...(next === undefined ? {} : { next: oneLine(safe(next)) }) }
}

function listing(checks: readonly Check[]): string {
  const lines = checks.map(
    ({ result, what, next }) => `${result.padEnd(5)} ${what}${next === undefined ? '' : `  — ${next}`}`,
  )
  const failed = checks.filter(({ result }) => result === 'fail').length
  const warned = checks.filter(({ result }) => result === 'warn').length
  const end = failed + warned === 0 ? 'Nothing is amiss.' : `${failed} to mend, ${warned} to look at.`
  return `${lines.join('\n')}\n\n${end}\n`
}
