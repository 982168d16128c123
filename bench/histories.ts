import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a made-up but ordinary history of `count` migrations of about 650 bytes each into a folder and gives their paths. */
export function writeHistory(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true })
  return textsOf(count).map((text, i) => {
    const path = join(folder, `${String(i + 1).padStart(6, '0')}_step.sql`)
    writeFileSync(path, text)
    return path
  })
}

export function textsOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i % 4 === 0 ? creating(i) : altering(i)))
}

function creating(i: number): string {
  return `-- Adds the table that step ${i} of the made-up shop needs, with the keys its screens look rows up by.
CREATE TABLE shop_${i} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reference text NOT NULL,
  customer_id bigint NOT NULL,
  quantity integer NOT NULL DEFAULT 1 CHECK (quantity > 0),
  unit_price numeric(12,2) NOT NULL,
  status text NOT NULL DEFAULT 'open',
  placed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT shop_${i}_reference UNIQUE (reference)
);
CREATE INDEX shop_${i}_customer ON shop_${i} (customer_id, placed_at DESC);
CREATE VIEW open_${i} AS SELECT id, reference, quantity * unit_price AS total FROM shop_${i} WHERE status = 'open';
`
}

function altering(i: number): string {
  const table = `shop_${i - (i % 4)}`
  return `-- Widens what step ${i} of the made-up shop may hold; the application writes both names until the next release.
SET lock_timeout = '5s';
ALTER TABLE ${table} ADD COLUMN note_${i} text;
ALTER TABLE ${table} ADD COLUMN discount_${i} numeric(12,2) NOT NULL DEFAULT 0;
ALTER TABLE ${table} ADD CONSTRAINT discount_${i}_positive CHECK (discount_${i} >= 0) NOT VALID;
ALTER TABLE ${table} ALTER COLUMN status SET DEFAULT 'new';
CREATE INDEX CONCURRENTLY ${table}_note_${i} ON ${table} (note_${i}) WHERE note_${i} IS NOT NULL;
UPDATE ${table} SET note_${i} = 'migrated from the old shop' WHERE id BETWEEN 1 AND 1000;
COMMENT ON COLUMN ${table}.note_${i} IS 'free text, shown to the customer';
`
}
