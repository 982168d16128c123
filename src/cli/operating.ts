import { type Command, Option } from 'commander'

interface Surroundings {
  readonly guided: (command: Command) => Command
  readonly finish: (code: Promise<number>) => Promise<void>
}

/** Adds the commands for whoever runs the App. */
export function addOperating(sluice: Command, surroundings: Surroundings): void {
  const { guided, finish } = surroundings
  guided(sluice.command('doctor'))
    .description(
      'check what the App needs: GitHub, database, git, policy, and the model where a key is set; and say what to do',
    )
    .option('--repository <owner/repo>', 'also look at one repository: installation, policy, required check')
    .addOption(tableOrJson())
    .action(async (options) => finish((await import('./doctor.ts')).doctorCommand(options)))

  const jobs = guided(sluice.command('jobs'))
    .description('list the jobs of the App that wait or were given up')
    .addOption(tableOrJson())
    .action(async (options) => finish((await import('./jobs.ts')).jobsCommand(options)))
  guided(jobs.command('replay'))
    .argument('[id]', 'a dead job, as `sluice jobs` lists it')
    .option('--all', 'every dead job')
    .description('run a dead job again')
    .action(async (id, options) => finish((await import('./jobs.ts')).replayCommand(id, options)))
  guided(jobs.command('discard'))
    .argument('<id>', 'a dead job, as `sluice jobs` lists it')
    .description('forget a dead job')
    .action(async (id) => finish((await import('./jobs.ts')).discardCommand(id)))

  const audit = guided(sluice.command('audit')).description(
    'verify or export what was decided, and what models were asked',
  )
  addLog(audit, surroundings)
  addModelFigures(audit, surroundings)
}

function addLog(audit: Command, { guided, finish }: Surroundings): void {
  guided(audit.command('verify'))
    .option('--file <file>', 'an export instead of the database')
    .option('--head <hash>', 'the hash that the last entry had, as you wrote it down')
    .description('check that no entry was changed, removed or added; exit code 1 when one was')
    .action(async (options) => finish((await import('./audit.ts')).auditVerifyCommand(options)))
  guided(audit.command('export'))
    .option('--since <date>', 'entries from this day on, as 2026-01-31')
    .option('--output <file>', 'write to a file instead of standard output')
    .description('print the entries, one JSON object a line')
    .action(async (options) => finish((await import('./audit.ts')).auditExportCommand(options)))
}

function addModelFigures(audit: Command, { guided, finish }: Surroundings): void {
  guided(audit.command('calls'))
    .option('--since <date>', 'calls from this day on, as 2026-01-31')
    .option('--output <file>', 'write to a file instead of standard output')
    .addOption(
      new Option('--format <format>', 'json: one object a line; csv: figures without texts')
        .choices(['json', 'csv'])
        .default('json'),
    )
    .description('print every call of a model: what was sent, answered and paid')
    .action(async (options) => finish((await import('./audit-model.ts')).auditCallsCommand(options)))
  guided(audit.command('spending'))
    .option('--since <date>', 'calls from this day on, as 2026-01-31')
    .addOption(
      new Option('--by <what>', 'one line for each').choices(['day', 'repository', 'model']).default('day'),
    )
    .addOption(tableOrJson())
    .description('print what models cost: calls, tokens, cached share, US dollars')
    .action(async (options) => finish((await import('./audit-model.ts')).auditSpendingCommand(options)))
  guided(audit.command('acceptance'))
    .option('--since <date>', 'feedback from this day on, as 2026-01-31')
    .addOption(tableOrJson())
    .description('print how findings of models were taken, category by category')
    .action(async (options) => finish((await import('./audit-model.ts')).auditAcceptanceCommand(options)))
}

/** How lists are printed. */
export const tableOrJson = () =>
  new Option('--format <format>', 'how to print').choices(['terminal', 'json']).default('terminal')
