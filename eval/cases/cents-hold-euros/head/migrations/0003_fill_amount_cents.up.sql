UPDATE invoices
SET amount_cents = round(amount_eur)::bigint
WHERE id IN (SELECT id FROM invoices WHERE amount_cents IS NULL ORDER BY id LIMIT 10000);
