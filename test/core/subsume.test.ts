import { describe, expect, test } from 'vitest'
import type { TerraformDocument } from '../../src/core/document.ts'
import { evaluate } from '../../src/core/evaluate.ts'
import type { Hit } from '../../src/core/finding.ts'
import { defineRule } from '../../src/core/rule.ts'

// Who gives way outside SQL: the place decides within a domain of rules, the attribute between domains.

const header = { start: 0, end: 20 }
const line = { start: 30, end: 50 }

const document: TerraformDocument = {
  ...{ language: 'terraform', path: '', text: '', root: '', paths: ['main.tf'] },
  ...{ resources: [], byAddress: new Map(), modules: [], providers: [], inputs: [], outputs: [] },
  ...{
    readers: [],
    references: new Map(),
    refactorings: [],
    settings: [],
    problems: [],
    plans: [],
    files: [],
    changed: [],
  },
}

const says = (id: string, hit: Partial<Hit> & Pick<Hit, 'at'>, subsumedBy: readonly string[] = []) =>
  defineRule({
    ...{ id, title: '', severity: 'high', languages: ['terraform'], tags: [], since: '', why: '', fix: '' },
    subsumedBy,
    examples: { bad: [], good: [] },
    *check() {
      yield {
        path: 'main.tf',
        subject: { kind: 'resource', name: 'aws_db_instance.orders' },
        message: '',
        identity: id,
        ...hit,
      }
    },
  })

const told = (...rules: readonly ReturnType<typeof says>[]) =>
  evaluate(rules, document, undefined, () => ({})).findings.map(({ ruleId }) => ruleId)

describe('between domains', () => {
  test('a rule gives way to what is said of the same attribute, wherever that stands', () => {
    const family = says('terraform/a', { at: line, aspect: 'deletion_protection' }, ['plan/b'])
    const plan = says('plan/b', { at: header, aspect: 'deletion_protection' })
    expect(told(family, plan)).toEqual(['plan/b'])
  })

  test('it stays where another attribute is meant, though both stand at the header', () => {
    const family = says('terraform/a', { at: header, aspect: 'storage_encrypted' }, ['plan/b'])
    const plan = says('plan/b', { at: header, aspect: 'deletion_protection' })
    expect(told(family, plan)).toEqual(['terraform/a', 'plan/b'])
  })

  test('it stays where the resource as a whole is meant', () => {
    const family = says('terraform/a', { at: header, aspect: 'storage_encrypted' }, ['plan/b'])
    expect(told(family, says('plan/b', { at: header, aspect: '' }))).toEqual(['terraform/a', 'plan/b'])
  })

  test('an instance of the resource is the resource', () => {
    const family = says('terraform/a', { at: line, aspect: 'acl' }, ['plan/b'])
    const subject = { kind: 'resource' as const, name: 'aws_db_instance.orders["a.b[0]"]' }
    expect(told(family, says('plan/b', { at: header, aspect: 'acl', subject }))).toEqual(['plan/b'])
  })

  test('another resource is none', () => {
    const family = says('terraform/a', { at: line, aspect: 'acl' }, ['plan/b'])
    const subject = { kind: 'resource' as const, name: 'aws_db_instance.other' }
    expect(told(family, says('plan/b', { at: line, aspect: 'acl', subject }))).toHaveLength(2)
  })
})

describe('within a domain', () => {
  test('the place decides, whatever the attributes are called', () => {
    const one = says('terraform/a', { at: line, aspect: 'statement 1' }, ['terraform/b'])
    expect(told(one, says('terraform/b', { at: line, aspect: 'policy' }))).toEqual(['terraform/b'])
  })

  test('another place is another cause', () => {
    const one = says('terraform/a', { at: header, aspect: 'x' }, ['terraform/b'])
    expect(told(one, says('terraform/b', { at: line, aspect: 'y' }))).toHaveLength(2)
  })
})
