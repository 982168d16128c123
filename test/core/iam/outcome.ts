/** The service's own rules for one request, written down once more and naively: what `widened` is held against. */
export interface Request {
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly context: Readonly<Record<string, string>>
}

export interface WrittenStatement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource?: readonly string[]
  readonly NotResource?: readonly string[]
  readonly Principal?: { readonly AWS: readonly string[] }
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** 0: denied, 1: nothing said, 2: allowed. */
export function outcome(statements: readonly WrittenStatement[], request: Request): 0 | 1 | 2 {
  const applying = statements.filter((statement) => applies(statement, request))
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 0
  return applying.length > 0 ? 2 : 1
}

function applies(statement: WrittenStatement, { principal, action, resource, context }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Principal, Condition = {} } = statement
  const isMeant =
    (Action?.some((glob) => fits(glob, action)) ?? true) &&
    !NotAction?.some((glob) => fits(glob, action)) &&
    (Resource?.some((glob) => fits(glob, resource)) ?? true) &&
    !NotResource?.some((glob) => fits(glob, resource)) &&
    (Principal?.AWS.some((name) => name === '*' || name === principal) ?? true)
  return (
    isMeant &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, values, context[key])),
    )
  )
}

function holds(operator: string, values: readonly string[], actual: string | undefined): boolean {
  if (actual === undefined) return operator.endsWith('IfExists') || operator.includes('Not')
  const name = operator.replace('IfExists', '')
  if (name === 'StringEquals') return values.includes(actual)
  if (name === 'StringNotEquals') return !values.includes(actual)
  if (name === 'StringLike') return values.some((glob) => fits(glob, actual))
  if (name === 'StringNotLike') return !values.some((glob) => fits(glob, actual))
  throw new Error(operator)
}

function fits(glob: string, text: string): boolean {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text)
}
