import { expect, test } from 'vitest'
import description from './openapi.json' with { type: 'json' }
import { operations } from './operations.ts'
import { trim } from './trim-openapi.ts'
import { webhookEvents } from './webhook-events.ts'

test('the description holds what is simulated and nothing else', () => {
  expect(Object.keys(description.operations).sort()).toEqual(Object.keys(operations).sort())
  expect(Object.keys(description.webhooks).sort()).toEqual([...webhookEvents].sort())
})

test('every reference in it leads somewhere', () => {
  const names = [...JSON.stringify(description).matchAll(/"#\/schemas\/([^"]+)"/g)].map(
    ([, name = '']) => name,
  )
  expect(names.filter((name) => !(name in description.schemas))).toEqual([])
})

test('trimming keeps schemas, drops words, and says nullable as JSON Schema does', () => {
  const ref = { $ref: '#/components/schemas/thing' }
  const json = (schema: object) => ({ description: 'words', content: { 'application/json': { schema } } })
  const source = {
    info: { version: '1' },
    paths: {
      '/things/{id}': {
        get: {
          operationId: 'things/get',
          parameters: [{ $ref: '#/components/parameters/id' }],
          responses: { 200: json(ref), 204: { description: 'nothing' } },
        },
        put: { operationId: 'things/put', responses: {} },
      },
    },
    'x-webhooks': { 'thing-made': { post: { requestBody: json(ref) } } },
    components: {
      parameters: {
        id: { name: 'id', in: 'path', required: true, 'x-multi-segment': true, schema: { type: 'string' } },
      },
      schemas: {
        thing: {
          type: 'object',
          properties: { description: { type: 'string', nullable: true, example: 'x' } },
        },
        unused: { type: 'object' },
      },
    },
  }
  expect(trim(JSON.parse(JSON.stringify(source)), ['things/get'], ['thing.made'])).toEqual({
    version: '1',
    operations: {
      'things/get': {
        method: 'GET',
        path: '/things/{id}',
        parameters: [{ name: 'id', in: 'path', required: true, multi: true, schema: { type: 'string' } }],
        answers: { 200: { $ref: '#/schemas/thing' }, 204: null },
      },
    },
    webhooks: { 'thing.made': { $ref: '#/schemas/thing' } },
    schemas: { thing: { type: 'object', properties: { description: { type: ['string', 'null'] } } } },
  })
  expect(() => trim(JSON.parse(JSON.stringify(source)), ['things/none'], [])).toThrow(
    'no operation things/none',
  )
})
