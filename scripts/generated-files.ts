import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Rule } from '../src/core/rule.ts'
import { postgresVersionsPage } from './postgres-versions.ts'
import { promptsModule } from './prompts-module.ts'
import { rulePaths, rulesIndex } from './rules-index.ts'
import { migrationsModule } from './store-migrations.ts'

/** Every generated file by path, as it should be now. The pages are made of the rules themselves, so the index comes first. */
export async function generatedFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const paths = rulePaths(root)
  const files = new Map([['rules/index.ts', rulesIndex(paths)]])
  const packs = new Map(
    globSync('policies/*.yml', { cwd: root })
      .sort()
      .map((path) => [basename(path, '.yml'), readFileSync(`${root}/${path}`, 'utf8')] as const),
  )
  const { packsModuleText, policySchemaJson, validatorModuleText } = await import('../src/policy/generate.ts')
  files.set('src/policy/packs.generated.ts', packsModuleText(packs))
  files.set('src/policy/validator.generated.ts', validatorModuleText())
  files.set('policies/policy.schema.json', policySchemaJson())
  const { reportSchemaJson } = await import('../src/render/schema.ts')
  files.set('schemas/report.schema.json', reportSchemaJson())
  files.set('src/store/migrations.generated.ts', migrationsModule(root))
  files.set('src/review/prompts.generated.ts', promptsModule(root))
  files.set('docs/postgres-versions.md', postgresVersionsPage())
  for (const [path, text] of await rulePages(root, paths)) files.set(path, text)
  return files
}

async function rulePages(root: string, paths: readonly string[]): Promise<[string, string][]> {
  const { rulePage, rulesPage } = await import('../src/render/rule-page.ts')
  const { packEnforcements } = await import('./pack-enforcements.ts')
  const files = await Promise.all(paths.map(async (path) => (await import(`${root}/rules/${path}`)).default))
  const rules: readonly Rule[] = files.flat()
  const pages = rules.map((rule): [string, string] => [
    `docs/rules/${rule.id}.md`,
    rulePage(rule, packEnforcements(rule.id)),
  ])
  return [...pages, ['docs/rules/README.md', rulesPage(rules, (id) => `${id}.md`)]]
}
