create table invoices (
  id bigint primary key,
  customer_id bigint not null,
  due_on date not null
);

create table payments (
  id bigint primary key,
  invoice_id bigint not null references invoices (id),
  paid_on date not null
);
create index payments_invoice_id_idx on payments (invoice_id);
