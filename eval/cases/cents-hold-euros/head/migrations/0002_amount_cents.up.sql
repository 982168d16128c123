SET lock_timeout = '5s';
ALTER TABLE invoices ADD COLUMN amount_cents bigint;
