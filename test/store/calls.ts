import type { CallRecord } from '../../src/review/journal.ts'
import type { Asker } from '../../src/store/model-calls.ts'

export const asker = (given: Partial<Asker> = {}): Asker => ({
  ...{ repository: 10, installation: 1, subject: 'pull/7', head: 'aaa', by: 'sluice' },
  ...given,
})

/** A call that cost so much. */
export const callRecord = (usd: number, given: Partial<CallRecord> = {}): CallRecord => ({
  ...{ purpose: 'find', question: 'ddl:a.sql', tier: 'review', promptVersion: '3', promptHash: 'p' },
  ...{ requestHash: 'r', request: { question: 'q', project: 'of a shop', mostOutputTokens: 100 } },
  ...{ answer: '{"findings":[]}', outcome: 'answered' },
  call: {
    ...{ model: 'm', requestId: 'req_1', stopReason: 'end_turn', attempts: 1, seconds: 1.25 },
    usage: { inputTokens: 100, cacheReadTokens: 4000, cacheWriteTokens: 20, outputTokens: 30, usd },
  },
  ...given,
})

/** Empties what is kept of the model. */
export const modelTables = [
  'model_calls',
  'model_holds',
  'opinions',
  'model_findings',
  'model_comments',
  'model_feedback',
]
