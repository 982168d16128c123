import type { protocol } from '@electric-sql/pglite'
import { inUtf16 } from '../position.ts'
import { type Notice, type Ran, ServerBroken, type SessionError } from '../session.ts'
import { parserOf } from '../values.ts'

export type Message = Parameters<Parameters<protocol.Parser['parse']>[1]>[0]
type Messages = typeof protocol.messages
type Complaint = InstanceType<Messages['DatabaseError']>

/** What the server says to one statement, message by message (PostgreSQL 18 documentation, 54.2.2 "Simple Query"). */
export class Answer {
  readonly #sql: string
  readonly #notices: Notice[] = []
  #columns: readonly Column[] = []
  #rows: Record<string, unknown>[] = []
  #affected = 0
  #error: SessionError | undefined
  #hasEnd = false
  #isReady = false

  constructor(sql: string) {
    this.#sql = sql
  }

  get size(): number {
    return this.#rows.length
  }

  take(message: Message): void {
    if (message.name === 'error') this.#fail(message as Complaint)
    // It has the fields of an error, which its type does not say.
    else if (message.name === 'notice') this.#notices.push(noticeOf(message as unknown as Complaint))
    else if (message.name === 'rowDescription')
      this.#begin(message as InstanceType<Messages['RowDescriptionMessage']>)
    else if (message.name === 'dataRow') this.#add(message as InstanceType<Messages['DataRowMessage']>)
    else if (message.name === 'commandComplete')
      this.#end((message as InstanceType<Messages['CommandCompleteMessage']>).text)
    else if (message.name === 'emptyQuery') this.#hasEnd = true
    else if (message.name === 'readyForQuery') this.#isReady = true
  }

  /**
   * The whole of it. An engine that has trapped is silent from then on, without an error: what has no end, or after which the server is not
   * ready for the next, is no answer.
   */
  whole(): Ran {
    if (!this.#hasEnd || !this.#isReady) throw new ServerBroken('it stopped answering')
    const error = this.#error
    if (!error) return { rows: this.#rows, notices: this.#notices, affected: this.#affected }
    if (endsServer.test(error.severity)) throw new ServerBroken(error.message)
    return { rows: [], notices: this.#notices, affected: 0, error }
  }

  #begin({ fields }: InstanceType<Messages['RowDescriptionMessage']>): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: parserOf(dataTypeID) as Column['parse'],
    }))
    this.#rows = []
  }

  #add({ fields }: InstanceType<Messages['DataRowMessage']>): void {
    const row = this.#columns.map(({ name, parse }, at): [string, unknown] => {
      const text = fields[at] ?? null
      return [name, text === null ? null : parse(text)]
    })
    this.#rows.push(Object.fromEntries(row))
  }

  #end(tag: string): void {
    this.#affected = Number(/\d+$/.exec(tag)?.[0] ?? 0)
    this.#hasEnd = true
  }

  #fail(complaint: Complaint): void {
    this.#error ??= errorOf(complaint, this.#sql)
    this.#hasEnd = true
  }
}

interface Column {
  readonly name: string
  readonly parse: (text: string) => unknown
}

const endsServer = /^(?:FATAL|PANIC)$/

function noticeOf({ severity = '', message = '', code = '', routine, where }: Complaint): Notice {
  return {
    ...{ severity, message, code },
    ...(routine !== undefined && { routine }),
    ...(where !== undefined && { where }),
  }
}

function errorOf({ severity = 'ERROR', code = 'XX000', message, position, ...rest }: Complaint, sql: string) {
  const { detail, hint, schema, table, column, constraint } = rest
  const more = Object.entries({ detail, hint, schema, table, column, constraint })
  return {
    ...{ severity, code, message },
    ...Object.fromEntries(more.filter(([, value]) => value !== undefined)),
    ...(position !== undefined && { at: inUtf16(sql, Number(position)) }),
  }
}
