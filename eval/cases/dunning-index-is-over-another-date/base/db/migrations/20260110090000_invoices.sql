-- migrate:up
create table invoices (
  id bigint generated always as identity primary key,
  customer_id bigint not null,
  issued_on date not null,
  due_on date not null,
  paid_on date
);

-- migrate:down
drop table invoices;
