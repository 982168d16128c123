import { Command, CommanderError, Option } from 'commander'
import { version } from '../app/version.ts'
import { visible } from '../render/visible.ts'
import type { SqlReader } from '../sql/reader.ts'
import { exit, UsageError } from './exit.ts'
import { addOperating, tableOrJson } from './operating.ts'
import { progressDone } from './output.ts'
import { addServing } from './serving.ts'

const formats = ['terminal', 'json', 'sarif', 'markdown', 'html', 'github']

const description = `Reviews data code: what a change does to your database, what it blocks, what it breaks.

Commonly used:
  sluice review --base main       review the commits of this branch
  sluice lint new.sql --history migrations
                                  review a file that comes after migrations
  sluice explain postgres/ban-type-change-rewrite
                                  why a rule speaks up, and what to do instead`

const exitCodes = `
Exit codes:
  0  pass, or warnings only (see --fail-on)
  1  block: something must be fixed first
  2  wrong usage, or a policy that cannot be used; nothing was reviewed
  3  could not evaluate: nothing that was asked about could be read, or Sluice
     itself failed`

const formatHelp = `
Formats:
  terminal  for people; in colour on a terminal (see NO_COLOR, FORCE_COLOR)
  json      everything, for programs; its schema is schemas/report.schema.json
  sarif     SARIF 2.1.0, for code scanning
  markdown  the comment under a pull request
  html      one page without scripts
  github    workflow commands: annotations in a GitHub Actions run`

const reviewNotes = `
Only committed work is reviewed; the working tree is never read.
The policy is .github/sluice.yml at the tip of the base branch, else the
recommended rules.`

const pullNotes = `
With --pull the pull request is read from GitHub, into a temporary folder; no
checkout is needed. The token comes from GITHUB_TOKEN or GH_TOKEN, never from
an option; GITHUB_SERVER_URL and GITHUB_API_URL name another GitHub.
With --post the check run "Sluice", the comment and the suggestions are
published there as the App does it. Waivers, dismissals and /sluice commands
need the App.`

const aiNotes = `
With --ai a model is asked for what needs meaning, after the rules have judged.
What it may see is the policy's (review.share); the key, the models and their
prices are yours: ANTHROPIC_API_KEY and SLUICE_MODELS, see docs/model.md. It
blocks (exit code 1) only where the policy lets a category block
(review.categories) or wants an answer (on.model_unavailable: block).
It needs a checkout and does not go with --pull: there, the App asks.`

const lintNotes = `
A folder of migrations is read as one history: every file meets the database
that the files before it built.
Without --policy, .github/sluice.yml of the current folder applies where there
is one, else the recommended rules.
A Terraform file is judged with the rest of its folder and the local modules
that are called from there.
A file that cannot be read is reported as not evaluated and hides no other; when
nothing could be read, the exit code is 3.

Examples:
  sluice lint migrations                        every file of a history
  sluice lint migrations/0042_new.sql --history migrations
  sluice lint main.tf                           one file of a configuration
  git show HEAD:db/new.sql | sluice lint -      standard input`

function program(parser: () => Promise<SqlReader>): Command {
  const sluice = new Command('sluice')
    .description(description)
    .version(version())
    .addHelpText('after', exitCodes)
    .configureOutput({ writeErr: (text) => process.stderr.write(visible(text)) })
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
  guided(sluice)

  const review = guided(sluice.command('review'))
    .description('review what the head commit changes since it left the base branch')
    .option('--repo <dir>', 'a git repository, or a folder inside one', '.')
    .option('--base <ref>', 'the branch to merge into (default: origin/HEAD, main or master)')
    .option('--head <ref>', 'the commit to review', 'HEAD')
    .addOption(
      new Option('--pull <pull>', 'a pull request instead: OWNER/REPO#NUMBER or its address').conflicts([
        'repo',
        'base',
        'head',
      ]),
    )
    .option('--post', 'with --pull: publish the report there')
    .addOption(
      new Option('--ai', 'ask a model for a second opinion; it has no part in the verdict').conflicts('pull'),
    )
    .option('--dry-run', 'with --ai: print what would be sent, and send nothing')
  reporting(review)
    .addHelpText('after', `${reviewNotes}\n${pullNotes}\n${aiNotes}\n${formatHelp}\n${exitCodes}`)
    .action(async (options) =>
      finish(
        options.pull === undefined && options.post === undefined
          ? (await import('./review.ts')).reviewCommand(options, await parser())
          : (await import('./pull-request.ts')).pullRequestCommand(options, await parser()),
      ),
    )

  const lint = guided(sluice.command('lint'))
    .argument('<files...>', 'SQL or Terraform files or folders, or - for SQL on standard input')
    .description('review files, each taken as newly added')
    .option('--history <dir>', 'migrations that are already merged: the files meet the database these build')
    .addOption(
      new Option('--dialect <dialect>', 'dialect of the files').choices(['postgres']).default('postgres'),
    )
    .option('--pg-version <major>', 'major version of the server, 11 to 18', majorVersion)
  reporting(lint)
    .addHelpText('after', `${lintNotes}\n${formatHelp}\n${exitCodes}`)
    .action(async (files, options) =>
      finish((await import('./lint.ts')).lintCommand(files, options, await parser())),
    )

  guided(sluice.command('rules'))
    .description('list the rules')
    .addOption(tableOrJson())
    .action(async (options) => finish((await import('./rules.ts')).rulesCommand(options)))

  guided(sluice.command('explain'))
    .argument(
      '[rule]',
      'the id of a rule, as `sluice rules` lists them, or what another tool calls it (CKV_AWS_293)',
    )
    .option('--stats', 'print the query that exports table statistics for --stats of review and lint')
    .description('what a rule reports, why it matters and what to do')
    .action(async (rule, options) => finish((await import('./rules.ts')).explainCommand(rule, options)))

  const policy = guided(sluice.command('policy')).description('check a policy, or print its schema')
  guided(policy.command('check'))
    .argument('[file]', 'the policy', '.github/sluice.yml')
    .description('say what is wrong with a policy, or what it makes of every rule')
    .addOption(tableOrJson())
    .action(async (file, options) => finish((await import('./policy.ts')).policyCheckCommand(file, options)))
  guided(policy.command('schema'))
    .description('print the JSON schema of policies, for editors')
    .action(async () => finish((await import('./policy.ts')).policySchemaCommand()))
  addServing(sluice, { guided, finish })
  addOperating(sluice, { guided, finish })
  return sluice
}

/** Options of the commands that end in a report. */
function reporting(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'what to print').choices(formats).default('terminal'))
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--policy <file>', 'a policy file to use instead of the one found')
    .option(
      '--stats <file>',
      'table sizes as JSON; `sluice explain --stats` prints the query that makes them',
    )
    .option(
      '--plan <[dir=]file>',
      'a Terraform plan of this change, as `terraform show -json` prints it; may be given several times. DIR is the root module it is of, where that cannot be told',
      (file: string, files: readonly string[] = []) => [...files, file],
    )
    .option('--infracost <file>', 'what the plan costs, as `infracost diff --format json` prints it')
    .option('--no-rehearsal', 'do not run the new migrations: judge by reading alone')
    .addOption(
      new Option(
        '--fail-on <verdict>',
        'exit with 1 from this verdict on; could not evaluate is 3 all the same',
      )
        .choices(['block', 'warn', 'never'])
        .default('block'),
    )
}

/** After a mistake, says which help has the answer. */
function guided(command: Command): Command {
  const path = [command.parent?.parent, command.parent, command].flatMap((each) => each?.name() ?? [])
  return command.showHelpAfterError(`(${path.join(' ')} --help shows what there is)`)
}

function majorVersion(text: string): number {
  const major = Number.parseInt(text, 10)
  if (!/^\d+(?:\.\d+)*$/.test(text) || major < 11 || major > 18) {
    throw new UsageError(
      `--pg-version ${text} is not a major version from 11 to 18.`,
      'Write --pg-version 15, for example.',
    )
  }
  return major
}

async function finish(code: Promise<number>): Promise<void> {
  process.exitCode = await code
}

/** The one edge of the command line: what users can mend is explained, a bug is shown as one. */
export async function run(parser: () => Promise<SqlReader>): Promise<void> {
  // Whoever writes is told (see `write`); without a listener the process would end in the middle, with a stack.
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
  try {
    await program(parser).parseAsync()
  } catch (error) {
    process.exitCode = explain(error)
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage
  progressDone()
  if (error instanceof UsageError) {
    process.stderr.write(visible(`sluice: ${error.message}\n${error.next ? `${error.next}\n` : ''}`))
    return error.code
  }
  const what = error instanceof Error ? error.stack : String(error)
  process.stderr.write(visible(`sluice: this is a bug in Sluice, and the review did not happen.\n${what}\n`))
  return exit.notEvaluated
}
