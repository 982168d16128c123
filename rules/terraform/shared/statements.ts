import { type PolicyStatement, readPolicy } from '../../../src/core/iam/policy.ts'
import { read } from '../../../src/core/terraform/read.ts'
import { isUnknown, type Unknown, unknown } from '../../../src/core/terraform/value.ts'
import type { Judge, Told } from './family.ts'

export interface Question {
  /** Whether the statement is what must not be there. */
  readonly is: (statement: PolicyStatement) => 'yes' | 'no' | 'unknown'
  /** The fact about such a statement: `it allows everybody s3:GetObject`. */
  readonly says: (statement: PolicyStatement) => string
}

/** No statement of the policy in an attribute may be what is asked for. */
export function noStatement(path: string, { is, says }: Question): Judge {
  return (resource) => {
    const { value, place, attribute } = read(resource, path)
    const { statements, open } = readPolicy(value)
    const answers = statements.map((statement) => ({ statement, answer: is(statement) }))
    const via = attribute && { via: attribute.via }
    const told = answers
      .filter(({ answer }) => answer === 'yes')
      .map(({ statement }): Told => {
        const fact = `${nameOf(statement)} ${says(statement)}`
        return { kind: 'bad', what: path, place, fact, value: fact, ...via }
      })
    if (told.length > 0) return told.slice(0, 1)
    const doubtful = answers.find(({ answer }) => answer === 'unknown')
    const because = doubtful ? holeIn(doubtful.statement) : open
    return because ? [{ kind: 'unclear', what: path, place, because }] : []
  }
}

/** A statement of the policy in an attribute must be what is asked for. */
export function someStatement(path: string, is: Question['is'], missing: string): Judge {
  return (resource) => {
    const { value, place, attribute } = read(resource, path)
    const { statements, open } = readPolicy(value)
    const answers = statements.map(is)
    if (answers.includes('yes')) return []
    const doubtful = statements[answers.indexOf('unknown')]
    const because = doubtful ? holeIn(doubtful) : open
    if (because) return [{ kind: 'unclear', what: path, place, because }]
    return [{ kind: 'bad', what: path, place, fact: missing, ...(attribute && { via: attribute.via }) }]
  }
}

/** What of a statement is not known. */
function holeIn({ principals, actions, conditions }: PolicyStatement): Unknown {
  const texts = [...(principals?.of ?? []), ...actions.of, ...conditions.flatMap(({ values }) => values)]
  return texts.find(isUnknown) ?? unknown('a statement is not known in full')
}

function nameOf({ sid }: PolicyStatement): string {
  return sid ? `statement ${sid}` : 'a statement'
}

/** What a statement is about, cut to a few words. */
export function actionsText({ actions }: PolicyStatement): string {
  const names = actions.of.map((action) => (isUnknown(action) ? 'an action that is not known' : action))
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
  return actions.not ? `everything but ${shown}` : shown
}
