-- migrate:up
-- For queries/dunning.sql: what is open, by the day on which it was due.
create index invoices_dunning_idx on invoices (issued_on) where paid_on is null;

-- migrate:down
drop index invoices_dunning_idx;
