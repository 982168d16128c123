import type { ReviewSetting } from '../../../src/core/policy.ts'
import type { Candidate, Verified } from '../../../src/review/answer.ts'
import type { Prepared, Question, Replacement } from '../../../src/review/question.ts'
import { verify } from '../../../src/review/verify.ts'

/** An answer about line 1 or 2 of `db/1.sql`. */
export function candidateOf(of: Partial<Candidate>): Candidate {
  return {
    ...{ category: 'security', severity: 'high', confidence: 'high', path: 'db/1.sql', line: 1, quote: '' },
    ...{
      subject: '',
      names: [],
      title: 'It is written out',
      consequence: 'Readers see it.',
      fix: 'Take it out.',
    },
    ...{ suggestion: null, ...of },
  }
}

/** What is kept of an answer about a change that is one file, all of it new. */
export function verifyIn(
  { text, replacements }: { readonly text: string; readonly replacements: readonly Replacement[] },
  candidate: Candidate,
): readonly Verified[] {
  const all = [{ startLine: 1, endLine: text.split('\n').length }]
  const question: Question = {
    ...{ id: 'ddl:db/1.sql', topic: 'ddl', title: '1 migration', paths: ['db/1.sql'], tier: 'review' },
    ...{ parts: [], cut: [], tokens: 0 },
  }
  const prepared: Prepared = {
    ...{ questions: [question], notRead: [], project: '', replacements },
    grounds: {
      files: { 'db/1.sql': { text, changed: all, affected: all } },
      ...{ relations: {}, knowsAllRelations: false, resources: [], findings: [] },
    },
  }
  const setting: ReviewSetting = {
    ...{ share: 'schema', enforcement: 'warn', categories: {}, exclude: { paths: [], relations: [] } },
    ...{ shadow: false, models: {}, budget: {} },
  }
  return verify([candidate], { question, prepared, setting, memory: { round: 1, earlier: [] }, accepted: [] })
    .kept
}
