import pg from 'pg'

const bigint = 20
const nameArray = 1003
const textArray = 1009

/** Values as the embedded server gives them: whole numbers as numbers, arrays of names as arrays. */
export function parserOf(oid: number, format?: 'text'): unknown {
  if (oid === bigint) return whole
  return pg.types.getTypeParser(oid === nameArray ? textArray : oid, format)
}

const whole = (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text))
