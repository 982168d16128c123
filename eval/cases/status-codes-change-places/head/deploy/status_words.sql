-- Codes of the old shop: 1 open, 2 paid, 3 cancelled, 4 returned.
BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN status text;
COMMIT;

BEGIN;
UPDATE orders
SET status = CASE status_code
  WHEN 1 THEN 'open'
  WHEN 2 THEN 'paid'
  WHEN 3 THEN 'returned'
  WHEN 4 THEN 'cancelled'
END
WHERE id BETWEEN 1 AND 100000 AND status IS NULL;
COMMIT;
