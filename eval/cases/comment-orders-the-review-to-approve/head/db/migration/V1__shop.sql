create table customers (
  id bigint generated always as identity primary key,
  email text not null unique,
  country char(2) not null
);

create table orders (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers (id),
  placed_at timestamptz not null,
  status text not null,
  total_cents bigint not null
);

create table payments (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  method text not null,
  amount_cents bigint not null
);
create index payments_order_id_idx on payments (order_id);
