import { defineRule } from '../../src/core/rule.ts'
import { declarationOf } from '../../src/core/terraform/declared.ts'
import { guardAt, guardIn, guardsOf, preventDestroy, weakened } from '../../src/core/terraform/guards.ts'
import { lostParameters } from '../../src/core/terraform/parameters.ts'
import { valueText } from '../../src/core/terraform/value.ts'
import { companions } from './shared/companions.ts'
import { change, planWith } from './shared/example.ts'
import { hitOn, isDestroyed, isUpdated, type Planned, plannedIn } from './shared/planned.ts'

const orders = (guarded: boolean) => `resource "aws_db_instance" "orders" {
  identifier          = "orders-prod"
  deletion_protection = ${guarded}
}
`
const values = (deletion_protection: boolean) => ({ identifier: 'orders-prod', deletion_protection })

export default defineRule({
  id: 'plan/protection-weakened',
  title: 'Keep what guards the data',
  languages: ['terraform'],
  severity: 'high',
  tags: ['terraform', 'plan', 'data-loss'],
  since: '0.1.0',
  why: 'Nothing is lost yet, but the next mistake meets no resistance: what the guard refused, or let somebody restore, then simply happens.',
  fix: 'Keep the guard on. If it must go so that something can be deleted, take it off, delete and clean up in one reviewed sequence, with a backup taken before.',
  references: ['https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle'],
  examples: {
    before: orders(true),
    bad: [
      {
        files: { 'main.tf': orders(false) },
        plan: planWith(change('aws_db_instance.orders', 'update', [values(true), values(false)])),
      },
      {
        note: 'Plans do not show prevent_destroy: code does',
        before: orders(true).replace('}', '  lifecycle {\n    prevent_destroy = true\n  }\n}'),
        files: { 'main.tf': orders(true).replace('}', '  multi_az = true\n}') },
        plan: planWith(
          change('aws_db_instance.orders', 'update', [values(true), { ...values(true), multi_az: true }]),
        ),
      },
    ],
    good: [
      {
        note: 'The guard goes up',
        before: orders(false),
        files: { 'main.tf': orders(true) },
        plan: planWith(change('aws_db_instance.orders', 'update', [values(false), values(true)])),
      },
      {
        note: 'It was off before',
        before: orders(false),
        files: { 'main.tf': orders(false).replace('}', '  multi_az = true\n}') },
        plan: planWith(
          change('aws_db_instance.orders', 'update', [values(false), { ...values(false), multi_az: true }]),
        ),
      },
    ],
  },
  *check(document) {
    for (const planned of plannedIn(document)) {
      if (isUpdated(planned.resource)) {
        yield* weakenedIn(planned)
        yield* parametersLost(planned)
      }
      yield* withoutPreventDestroy(planned)
    }
    for (const { planned, what } of companions(document, 'protection')) {
      yield hitOn(planned, { message: `${planned.resource.address} goes: ${what}.` })
    }
  },
})

function* weakenedIn(planned: Planned) {
  const { before, after, type } = planned.resource
  const guards = guardsOf(type).filter(
    ({ kind }) => kind === 'protection' || kind === 'logging' || kind === 'encryption',
  )
  for (const guard of guards) {
    // Another key is for plan/encryption-key-change.
    if (guard === preventDestroy || (guard.kind === 'encryption' && guard.measure.by === 'presence')) continue
    const [was, is] = [guardAt(before, guard), guardAt(after, guard)]
    if (weakened(guard, was.value, is.value) !== 'yes') continue
    yield hitOn(planned, {
      path: is.path,
      message: `${planned.resource.address} loses ${guard.name}: ${guard.path} goes from ${valueText(was.value)} to ${valueText(is.value)}.`,
    })
  }
}

function* parametersLost(planned: Planned) {
  for (const { name, before, after } of lostParameters(planned.resource)) {
    const message = `${planned.resource.address} turns ${name} off: it goes from ${before} to ${after}.`
    yield hitOn(planned, { path: ['parameter', name], message })
  }
}

/** It dies with its block, or its line, and nothing in the plan says so. */
function* withoutPreventDestroy(planned: Planned) {
  const { document, resource } = planned
  const before = document.before && declarationOf(document.before, resource)
  const guard = before && guardIn(before, preventDestroy)
  if (guard?.value !== true) return
  const now = declarationOf(document, resource)
  const left = now && guardIn(now, preventDestroy)
  if (left?.value !== undefined && left.value !== false) return
  const at = left?.value === false ? { place: left.place } : { place: guard.place, side: 'base' as const }
  const gone = isDestroyed(resource)
    ? ' It is gone together with its block, so that Terraform raises no error.'
    : ''
  yield hitOn(planned, {
    at,
    message: `${resource.address} loses prevent_destroy.${gone}`,
    path: ['lifecycle', 'prevent_destroy'],
  })
}
