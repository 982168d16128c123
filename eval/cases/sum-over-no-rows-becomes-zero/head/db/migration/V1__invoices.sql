create table invoices (
  id bigint primary key,
  amount_cents bigint not null
);

create table payments (
  id bigint primary key,
  invoice_id bigint not null references invoices (id),
  amount_cents bigint not null
);
create index payments_invoice_id_idx on payments (invoice_id);
