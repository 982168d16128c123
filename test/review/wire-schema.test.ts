import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { findingsSchema, refutationSchema, remedySchema } from '../../src/review/answer.ts'
import { wireSchema } from '../../src/review/wire-schema.ts'
import { checkSchema } from '../anthropic/schema.ts'

const schemas = Object.entries({ findingsSchema, refutationSchema, remedySchema })

test.each(schemas)(
  '%s goes out as the API takes it: its own library finds nothing to change',
  (_, schema) => {
    const wire = wireSchema(schema)
    expect(transformJSONSchema(wire)).toEqual(wire)
    expect(() => checkSchema(wire)).not.toThrow()
  },
)

test('bounds become words, after what the schema says itself', () => {
  const schema = Type.Object({
    a: Type.Array(Type.String({ maxLength: 5, description: 'A word.' }), { maxItems: 3 }),
  })
  expect(wireSchema(schema)).toEqual({
    type: 'object',
    required: ['a'],
    properties: {
      a: {
        type: 'array',
        items: { type: 'string', description: 'A word. At most 5 characters.' },
        description: 'At most 3.',
      },
    },
    additionalProperties: false,
  })
})

test('a keyword that would be lost on the way is a bug', () => {
  expect(() => wireSchema(Type.Integer({ minimum: 1 }))).toThrow('minimum')
})
