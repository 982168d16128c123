import { isMap, isUnknown, unknown, type Value } from '../../core/terraform/value.ts'
import { toText } from './convert.ts'
import { derived } from './failure.ts'
import { pureFunctions } from './functions/index.ts'
import type { Scope } from './scope.ts'

/** What each function makes of a file's text; `file` itself nothing. */
const madeOfFiles = new Map([
  ['file', undefined],
  ['filebase64', 'base64encode'],
  ['filebase64sha256', 'base64sha256'],
  ['filebase64sha512', 'base64sha512'],
  ['filemd5', 'md5'],
  ['filesha1', 'sha1'],
  ['filesha256', 'sha256'],
  ['filesha512', 'sha512'],
])

/** Functions over files of the same tree, as far as the scope has them; undefined for any other function. */
export function fileFunction(
  name: string,
  [first, names]: readonly Value[],
  scope: Scope,
): Value | undefined {
  if (first === undefined) return undefined
  if (name === 'templatestring') return rendered(first, names, scope)
  if (name !== 'templatefile' && !madeOfFiles.has(name)) return undefined
  const path = toText(first)
  if (isUnknown(path)) return derived(path)
  const text = scope.file?.(path)
  if (text === undefined) return unknown('the contents of a file are not read')
  if (name === 'templatefile') return rendered(text, names, scope)
  const made = pureFunctions.get(madeOfFiles.get(name) ?? '')
  return made ? made([text]) : text
}

function rendered(template: Value, names: Value | undefined, scope: Scope): Value {
  if (isUnknown(template)) return derived(template)
  if (isUnknown(names)) return derived(names)
  if (typeof template !== 'string' || !isMap(names) || !scope.render)
    return unknown('the template is not read')
  return scope.render(template, names)
}
