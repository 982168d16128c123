ALTER TABLE invoices DROP COLUMN amount_cents;
