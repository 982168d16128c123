create table customers (
  id bigint generated always as identity primary key,
  name text not null,
  closed_on date
);
create table addresses (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers (id),
  kind text not null,
  city text not null,
  constraint addresses_once_per_kind unique (customer_id, kind)
);
create view active_customers as
select id, name from customers where closed_on is null;
