create table invoices (
  id bigint generated always as identity primary key,
  amount_eur numeric(12, 2) not null,
  amount_cents bigint
);
