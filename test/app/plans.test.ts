import { expect, test } from 'vitest'
import { plansOf } from '../../src/app/plans.ts'
import type { TaskContext } from '../../src/app/task-context.ts'
import { withPull } from '../github/edge/edge.ts'
import { adding, type Files } from './change.ts'

/** The plans of a pull request's head after one run of a workflow, for a change that adds these files. */
async function planned(
  artifacts: Readonly<Record<string, Readonly<Record<string, string | Buffer>>>>,
  files: Files = { 'main.tf': '' },
) {
  const { repo, pull, clients, at, github } = await withPull()
  repo.runWorkflow({ name: 'plan', branch: 'topic', artifacts })
  const repository = { ...at, id: repo.id, installation: github.installation('acme').id }
  const context = { clients, job: { attempts: 1 } } as unknown as TaskContext
  const { snapshot } = await adding(files)
  const { plans, notes } = await plansOf(context, { repository, head: pull.headSha, snapshot })
  const shown = plans.map((plan) => [plan.name, 'text' in plan ? plan.text.length : plan.refused])
  const places = plans.map(({ called, directory }) => ({ called, directory }))
  return { shown, notes, places }
}

test('plans are read in the order of their names, artifacts up to twenty', async () => {
  const names = Array.from({ length: 21 }, (_, n) => `sluice-plan-${String(n).padStart(2, '0')}`)
  const { shown } = await planned(Object.fromEntries(names.map((name) => [name, { 'plan.json': '{}' }])))
  expect(shown.slice(0, 20)).toEqual(names.slice(0, 20).map((name) => [`${name}/plan.json`, 2]))
  expect(shown.slice(20)).toEqual([
    ['sluice-plan-20', 'of a commit no more than 20 artifacts with plans are read'],
  ])
})

test('all plans together are read up to a limit, whatever artifacts they are in', async () => {
  const large = { 'plan.json': Buffer.alloc(50 * 1024 ** 2, ' ') }
  const small = { 'plan.json': '{}' }
  const { shown } = await planned({
    ...{ 'sluice-plan-a': large, 'sluice-plan-b': large },
    ...{ 'sluice-plan-c': large, 'sluice-plan-d': small },
  })
  expect(shown).toEqual([
    ['sluice-plan-a/plan.json', 50 * 1024 ** 2],
    ['sluice-plan-b/plan.json', 50 * 1024 ** 2],
    ['sluice-plan-c/plan.json', 'with it, all files together are more than is read'],
    ['sluice-plan-d/plan.json', 2],
  ])
})

test('a name that acts on screens, or has no end, is shown as text', async () => {
  const { shown } = await planned({ 'sluice-plan': { [`a\u202e\n${'b'.repeat(300)}.json`]: '{}' } })
  expect(shown).toEqual([[expect.stringMatching(/^sluice-plan\/a\[U\+202E\] b{100,}…$/), 2]])
})

test('files like those of Terraform, where there is no Terraform, are no reason to look', async () => {
  const { shown, notes } = await planned({ 'sluice-plan': { 'plan.json': '{}' } }, { 'envs/prod.yaml': '' })
  expect([shown, notes]).toEqual([[], []])
})

test('what the names of an artifact and of its folders say of the root goes along', async () => {
  const { places } = await planned({
    ...{ 'sluice-plan': { 'infra/prod/plan.json': '{}' }, 'sluice-plan-infra-dev': { 'plan.json': '{}' } },
  })
  expect(places).toEqual([
    { called: undefined, directory: 'infra/prod' },
    { called: 'infra-dev', directory: undefined },
  ])
})
