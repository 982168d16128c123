/** The parts of libpg-query's PL/pgSQL tree that hold SQL (pl_funcs.c names; the tree has lines, no offsets). */

interface Expression {
  readonly PLpgSQL_expr: { readonly query: string; readonly parseMode?: number }
}

type Nodes = readonly Readonly<Record<string, Body>>[]

interface Body {
  readonly lineno?: number
  readonly [field: string]: unknown
}

/** SQL text found in a body, in the order of the source. */
export interface FoundText {
  /** `sql` runs as it is; `perform` was written with PERFORM for SELECT; `value` is an expression; `dynamic` is an expression whose value runs. */
  readonly kind: 'sql' | 'perform' | 'value' | 'dynamic' | 'transaction'
  readonly text: string
  /** Line of the body, from 1, at or before the text. */
  readonly line: number
  readonly guarded: boolean
  /** INTO was cut out: blanks stand for what was written there. */
  readonly blanked: boolean
  /** `x := value` or `x = value`, not the value alone. */
  readonly assigns: boolean
}

/** RawParseMode from which an expression is an assignment (parser.h, RAW_PARSE_PLPGSQL_ASSIGN1). */
const assignMode = 3

export function foundIn(tree: unknown): FoundText[] {
  const walk = new Walk()
  for (const { PLpgSQL_function: routine } of functionsOf(tree)) {
    walk.declared(routine?.datums as Nodes | undefined)
    walk.statements(routine?.action === undefined ? [] : [routine.action as Nodes[number]], false)
  }
  return walk.found
}

function functionsOf(tree: unknown): Nodes {
  return typeof tree === 'object' && tree !== null && 'plpgsql_funcs' in tree
    ? (tree.plpgsql_funcs as Nodes)
    : []
}

class Walk {
  readonly found: FoundText[] = []

  /** Defaults of variables and the queries of bound cursors. */
  declared(datums: Nodes | undefined): void {
    for (const datum of datums ?? []) {
      const variable = datum.PLpgSQL_var
      if (!variable) continue
      this.#value(variable.default_val, variable, false)
      this.#text('sql', variable.cursor_explicit_expr, variable, false)
    }
  }

  statements(nodes: unknown, guarded: boolean): void {
    for (const node of (nodes ?? []) as Nodes) {
      for (const [kind, body] of Object.entries(node)) this.#statement(kind, body, guarded)
    }
  }

  #statement(kind: string, body: Body, guarded: boolean): void {
    const read = readers[kind]
    if (read) read(this, body, guarded)
    else for (const field of ['cond', 'expr', 'query']) this.#value(body[field], body, guarded)
  }

  sql(expression: unknown, body: Body, guarded: boolean): void {
    this.#text('sql', expression, body, guarded)
  }

  perform(expression: unknown, body: Body, guarded: boolean): void {
    this.#text('perform', expression, body, guarded)
  }

  dynamic(expression: unknown, body: Body, guarded: boolean): void {
    this.#text('dynamic', expression, body, guarded)
  }

  values(body: Body, guarded: boolean, ...fields: readonly string[]): void {
    for (const field of fields) this.#value(body[field], body, guarded)
  }

  transaction(word: string, body: Body, guarded: boolean): void {
    this.found.push({
      kind: 'transaction',
      text: word,
      line: body.lineno ?? 1,
      guarded,
      blanked: false,
      assigns: false,
    })
  }

  /** An expression matters when it reads tables. */
  #value(expression: unknown, body: Body, guarded: boolean): void {
    if (isExpression(expression) && /\bselect\b/i.test(expression.PLpgSQL_expr.query)) {
      this.#text('value', expression, body, guarded)
    }
  }

  #text(kind: FoundText['kind'], expression: unknown, body: Body, guarded: boolean): void {
    if (!isExpression(expression)) return
    const { query: text, parseMode = 0 } = expression.PLpgSQL_expr
    const assigns = parseMode >= assignMode
    this.found.push({ kind, text, line: body.lineno ?? 1, guarded, blanked: body.into === true, assigns })
  }
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'PLpgSQL_expr' in value
}

type Read = (walk: Walk, body: Body, guarded: boolean) => void

const loop =
  (...fields: readonly string[]): Read =>
  (walk, body, guarded) => {
    walk.values(body, guarded, ...fields)
    walk.statements(body.body, true)
  }

/** What runs only when a failure was caught, and what a failure may leave undone. */
const block: Read = (walk, body, guarded) => {
  const handler = (body.exceptions as { PLpgSQL_exception_block?: Body } | undefined)?.PLpgSQL_exception_block
  walk.statements(body.body, guarded || handler !== undefined)
  for (const { PLpgSQL_exception: exception } of (handler?.exc_list ?? []) as Nodes) {
    walk.statements(exception?.action, true)
  }
}

const choice: Read = (walk, body, guarded) => {
  walk.values(body, guarded, 'cond', 't_expr')
  walk.statements(body.then_body, true)
  for (const branch of [...((body.elsif_list ?? []) as Nodes), ...((body.case_when_list ?? []) as Nodes)]) {
    for (const part of Object.values(branch)) {
      walk.values(part, true, 'cond', 'expr')
      walk.statements(part.stmts, true)
    }
  }
  walk.statements(body.else_body, true)
  walk.statements(body.else_stmts, true)
}

const readers: Readonly<Record<string, Read>> = {
  PLpgSQL_stmt_block: block,
  PLpgSQL_stmt_if: choice,
  PLpgSQL_stmt_case: choice,
  PLpgSQL_stmt_loop: loop(),
  PLpgSQL_stmt_while: loop('cond'),
  PLpgSQL_stmt_fori: loop('lower', 'upper', 'step'),
  PLpgSQL_stmt_foreach_a: loop('expr'),
  PLpgSQL_stmt_forc: loop('argquery'),
  PLpgSQL_stmt_fors: (walk, body, guarded) => {
    walk.sql(body.query, body, guarded)
    walk.statements(body.body, true)
  },
  PLpgSQL_stmt_dynfors: (walk, body, guarded) => {
    walk.dynamic(body.query, body, guarded)
    walk.statements(body.body, true)
  },
  PLpgSQL_stmt_execsql: (walk, body, guarded) => walk.sql(body.sqlstmt, body, guarded),
  PLpgSQL_stmt_call: (walk, body, guarded) => walk.sql(body.expr, body, guarded),
  PLpgSQL_stmt_perform: (walk, body, guarded) => walk.perform(body.expr, body, guarded),
  PLpgSQL_stmt_dynexecute: (walk, body, guarded) =>
    walk.dynamic(body.query, { ...body, into: false }, guarded),
  PLpgSQL_stmt_return_query: (walk, body, guarded) => {
    walk.sql(body.query, body, guarded)
    walk.dynamic(body.dynquery, body, guarded)
  },
  PLpgSQL_stmt_open: (walk, body, guarded) => {
    walk.sql(body.query, body, guarded)
    walk.dynamic(body.dynquery, body, guarded)
  },
  PLpgSQL_stmt_commit: (walk, body, guarded) => walk.transaction('commit', body, guarded),
  PLpgSQL_stmt_rollback: (walk, body, guarded) => walk.transaction('rollback', body, guarded),
}
