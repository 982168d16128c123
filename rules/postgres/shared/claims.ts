import type { Hit } from '../../../src/core/finding.ts'
import type { Name } from '../../../src/core/name.ts'
import type { SeenWork } from '../../../src/core/rehearsal.ts'
import type { LockMode } from '../../../src/core/statement.ts'

type Claimed = Pick<Hit, 'claim'>

/** The hit says that the statement locks the table; to be spread into it. */
export const locksTable = (table: Name, lock: LockMode): Claimed => ({
  claim: { does: 'work', table, lock },
})

/** The hit says that the statement goes through the whole table under this lock. */
export const worksUnder = (lock: LockMode, table: Name, ...work: SeenWork['kind'][]): Claimed => ({
  claim: { does: 'work', table, lock, work },
})

/** The hit says that the statement goes through the whole table, whatever the lock. */
export const goesThrough = (table: Name, ...work: SeenWork['kind'][]): Claimed => ({
  claim: { does: 'work', table, work },
})

/** The hit says that the server refuses the statement. */
export const fails: Claimed = { claim: { does: 'fail' } }
