import { posix } from 'node:path'
import { isUnknown, type Reference, unknown, type Value } from '../../core/terraform/value.ts'
import { settled } from '../evaluate/failure.ts'
import { follow } from '../evaluate/follow.ts'
import type { Scope, Traversal } from '../evaluate/scope.ts'
import { callValue } from './call-values.ts'
import { passed } from './chain.ts'
import type { Frame, ModuleInstance } from './evaluation.ts'
import { directoryFrom } from './layout.ts'
import { below, resourceValue } from './resource-values.ts'
import { rendered } from './templates.ts'
import { type At, after, placeIn, undeclared } from './traversals.ts'

/** What names mean in a file of a module. */
export function scopeOf(frame: Frame, path: string): Scope {
  const { module, names } = frame
  const { budget } = module.evaluation
  const scope: Scope = {
    path,
    budget,
    name(traversal) {
      const own = names.get(traversal.root)
      return own === undefined ? meaningOf(traversal, { module, scope }) : follow(own, traversal, scope)
    },
    below: (reference, traversal) => belowResource(reference, traversal, { module, scope }),
    file: (written) => fileText(module, written),
    render: (template, given) => rendered(template, given, module),
  }
  return scope
}

function meaningOf(traversal: Traversal, at: At): Value {
  const [first] = traversal.steps
  const name = typeof first === 'string' ? first : ''
  switch (traversal.root) {
    case 'var':
    case 'local':
      return named(`${traversal.root}.${name}`, traversal, at)
    case 'module':
      return callValue(name, after(traversal, 1), at)
    case 'path':
      return follow(pathValue(name, at), after(traversal, 1), at.scope)
    case 'each':
    case 'count':
    case 'self':
    case 'ephemeral':
    case 'terraform':
      return unknown(`${traversal.root}.${name} is not known here`, placeIn(traversal, at))
    default:
      return resourceValue(traversal, at)
  }
}

function named(text: string, traversal: Traversal, at: At): Value {
  const { module, scope } = at
  const name = text.slice(text.indexOf('.') + 1)
  const value = traversal.root === 'var' ? module.variable(name)?.value : module.local(name)
  const place = placeIn(traversal, at)
  if (value === undefined) return undeclared(text, place, module)
  const found = follow(settled(value), after(traversal, 1), scope)
  const isOrigin = isUnknown(found) && found.because[0]?.text.startsWith(`${text} `)
  return isOrigin ? found : passed(found, { text: `${text} is not known`, place })
}

function pathValue(name: string, { module, scope }: At): Value {
  const { root } = module.evaluation
  if (name === 'root') return '.'
  if (name === 'module') return posix.relative(`/${root}`, `/${module.code.directory}`) || '.'
  return unknown(`path.${name} is known where Terraform runs`, {
    path: scope.path,
    range: { start: 0, end: 0 },
  })
}

function belowResource(reference: Reference, traversal: Traversal, at: At): Value {
  const resource = at.module.evaluation.resources.get(reference.address)
  if (!resource) return unknown(`${reference.address} is not known here`, placeIn(traversal, at))
  return below(resource, traversal, at)
}

/** Paths are relative to the root module, as where Terraform runs in its directory. */
function fileText({ evaluation }: ModuleInstance, written: string): string | undefined {
  const path = directoryFrom(evaluation.root, written)
  const text = path === undefined ? undefined : evaluation.texts.get(path)
  if (path !== undefined && text !== undefined) evaluation.taken.add(path)
  return text
}
