import Type from 'typebox'

// What several parts of the published shape share. Loaded by the generator and by tests alone.

export const closed = { additionalProperties: false } as const
export const line = Type.Integer({ minimum: 1 })

export const Lines = {
  startLine: line,
  startColumn: Type.Integer({ minimum: 1, description: '1-based, in UTF-16 units' }),
  endLine: line,
  endColumn: Type.Integer({ minimum: 1, description: 'exclusive' }),
}
