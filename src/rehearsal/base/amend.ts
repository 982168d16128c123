import type { RehearsedBase, Script, ScriptStatement, Stub } from '../../core/rehearsal.ts'
import { slice } from '../../core/text.ts'
import type { Amender, Failed } from '../play.ts'
import type { Session } from '../session.ts'
import { keyOf, type SchemaFact } from '../undo/fact.ts'
import { schemaFacts } from '../undo/facts.ts'
import { ours } from '../watch/apart.ts'
import { lookAgain, type World } from '../watch/world.ts'
import { mend, type Tried } from './mend.ts'

export interface Change {
  readonly session: Session
  readonly tool: string
  readonly base: RehearsedBase
  readonly world: World
}

/**
 * Puts in place what the files of a change lack, where that is something that no migration brings along. It is there from then on, and
 * counts as having been there before the change, as the real thing would.
 */
export class Amending implements Amender {
  /** In which the change is to be played. */
  readonly world: World
  /** What has been put in place for the change, and before it. */
  stubs: readonly Stub[]
  /** The schema before the file that is tried; undefined where nobody asks. What is put in place is added to it. */
  before: SchemaFact[] | undefined
  readonly #change: Change
  readonly #existing: Set<number>
  /** By place: what is run instead of a statement, and what was tried for it. */
  readonly #instead = new Map<string, string>()
  readonly #tried = new Map<string, Tried>()
  #remedies = 0

  constructor(change: Change) {
    this.#change = change
    this.#existing = new Set(change.world.existing)
    this.world = { ...change.world, existing: this.#existing }
    this.stubs = change.base.stubs
  }

  sqlOf(script: Script, statement: ScriptStatement): string {
    const sql = slice(script.text, statement.range)
    return this.#isAboutStandIn(sql) ? '' : (this.#instead.get(placeOf(script, statement)) ?? sql)
  }

  async amend({ script, statement, error }: Failed): Promise<boolean> {
    const sql = slice(script.text, statement.range)
    if (this.#remedies >= mostRemedies || (statement.transaction === undefined && mayCommit.test(sql)))
      return false
    const place = placeOf(script, statement)
    const tried = this.#tried.get(place) ?? []
    this.#tried.set(place, tried)
    const isFirst = this.#change.base.files === 0
    const about = { sql, isMerged: false, isFirst, stubs: this.stubs, error: { ...error, severity: 'ERROR' } }
    const remedy = await this.#amid(() =>
      mend(this.#change.session, { ...about, isSupabase: this.#change.tool === 'supabase' }, tried),
    )
    if (!remedy) return false
    this.#remedies += 1
    if (remedy.instead !== undefined) this.#instead.set(place, remedy.instead)
    this.stubs = [...this.stubs, ...remedy.stubs]
    return true
  }

  /** Extensions that are stand-ins are not for this server, and roles that are have none of the rights for which a script takes them. */
  #isAboutStandIn(sql: string): boolean {
    return (
      this.#isStandIn('extension', aboutExtension.exec(sql)) || this.#isStandIn('role', takenRole.exec(sql))
    )
  }

  #isStandIn(kind: Stub['kind'], named: readonly string[] | null): boolean {
    const [, quoted, bare] = named ?? []
    const name = quoted ?? bare?.toLowerCase()
    return this.stubs.some((stub) => stub.kind === kind && stub.name === name)
  }

  /** What the work makes was there before the change. Roles that the file took, and what it may write, make no difference to the work. */
  async #amid<T>(work: () => Promise<T>): Promise<T> {
    const { session } = this.#change
    const known = this.before && (await schemaFacts(session))
    const relations = new Set(this.world.relations.keys())
    await ours(session, 'BEGIN READ WRITE')
    await ours(session, 'SET LOCAL ROLE none')
    const result = await work()
    await ours(session, 'COMMIT')
    await lookAgain(session, this.world)
    for (const oid of this.world.relations.keys()) if (!relations.has(oid)) this.#existing.add(oid)
    if (this.before && known) carryOver(this.before, known, await schemaFacts(session))
    return result
  }
}

const placeOf = ({ path }: Script, { range }: ScriptStatement) => `${range.start} ${path}`

/** In a whole change: every one of them costs another run of a transaction. */
const mostRemedies = 100

/** What may have committed a part of its work before it failed cannot be run twice. */
const mayCommit = /^\s*call\b|^\s*do\b.*\bcommit\b/is

const aboutExtension =
  /^\s*(?:create|alter|drop|comment\s+on)\s+extension\s+(?:if\s+(?:not\s+)?exists\s+)?(?:"([^"]+)"|([\w-]+))/i

const takenRole =
  /^\s*set\s+(?:(?:local|session)\s+)?(?:role|session\s+authorization)\s+(?:to\s+|=\s*)?(?:["']([^"']+)["']|([\w$]+))/i

/** Does to facts what was done between two readings. */
function carryOver(facts: SchemaFact[], old: readonly SchemaFact[], now: readonly SchemaFact[]): void {
  const was = new Map(old.map((fact) => [keyOf(fact), fact.definition]))
  const made = now.filter((fact) => was.get(keyOf(fact)) !== fact.definition)
  const keys = new Set(made.map(keyOf))
  facts.splice(0, facts.length, ...facts.filter((fact) => !keys.has(keyOf(fact))), ...made)
}
