import type { RehearsalRequest, Script } from '../../src/core/rehearsal.ts'
import { textsOf } from '../histories.ts'

/** Ordinary work on one table of a history of `textsOf`. */
const work = `ALTER TABLE shop_0 ADD COLUMN gift boolean NOT NULL DEFAULT false;
ALTER TABLE shop_0 ADD COLUMN wrapped_by text;
COMMENT ON COLUMN shop_0.gift IS 'wrapped before it is sent';
CREATE INDEX shop_0_gift ON shop_0 (gift);
ALTER TABLE shop_0 ADD CONSTRAINT wrapped CHECK (gift OR wrapped_by IS NULL) NOT VALID;
ALTER TABLE shop_0 VALIDATE CONSTRAINT wrapped;
UPDATE shop_0 SET gift = false WHERE id < 100;
CREATE TABLE wrappings (id bigint PRIMARY KEY, shop_id bigint NOT NULL REFERENCES shop_0 (id));
CREATE INDEX wrappings_shop_id ON wrappings (shop_id);
ALTER TABLE shop_0 ALTER COLUMN customer_id TYPE numeric;
`

/** On a base of so many migrations. */
export function onHistory(count: number): RehearsalRequest {
  const base = textsOf(count).map((text, at) => scriptOf(`${String(at + 1).padStart(6, '0')}_step.sql`, text))
  return { history: 'migrations', tool: 'plain', base, files: [{ up: scriptOf('999999_gift.sql', work, 0) }] }
}

export const tenStatements = onHistory(1)

/** Every statement of a made-up file ends its line with a semicolon. */
function scriptOf(path: string, text: string, transaction?: number): Script {
  const statements = [...text.matchAll(/.+?;(?=\n)/gs)].map(({ 0: sql, index }) => ({
    range: { start: index, end: index + sql.length - 1 },
    ...(transaction !== undefined && { transaction, openedBy: 'tool' as const }),
  }))
  return { path, text, statements }
}
