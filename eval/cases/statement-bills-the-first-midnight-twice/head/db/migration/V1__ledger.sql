create table ledger_entries (
  id bigint primary key,
  account_id bigint not null,
  booked_at timestamp not null,
  amount_cents bigint not null
);
create index ledger_entries_account_id_idx on ledger_entries (account_id, booked_at);
