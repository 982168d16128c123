import type { Expression } from '../hcl/syntax.ts'
import { literalKey } from './literal-text.ts'

/** A key as addresses write it: `["eu"]`, `[0]`. */
export function keyText(key: string | number | undefined): string {
  if (key === undefined) return ''
  return typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key).replace(/([$%])(?=\{)/g, '$1$1')}]`
}

export function inModule(module: string, address: string): string {
  return module === '' ? address : `${module}.${address}`
}

/** What a plain traversal says, as addresses are written: `module.lake["eu"].aws_s3_bucket.zone`; else undefined. */
export function addressText(expression: Expression): string | undefined {
  const steps: string[] = []
  let at = expression
  for (;;) {
    if (at.kind === 'name') return [at.name, ...steps.reverse()].join('')
    if (at.kind === 'attribute') steps.push(`.${at.name}`)
    else if (at.kind === 'index') {
      const key = literalKey(at.key)
      if (key === undefined) return undefined
      steps.push(keyText(key))
    } else return undefined
    at = at.of
  }
}
