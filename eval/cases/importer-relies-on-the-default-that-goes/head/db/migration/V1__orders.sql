create table orders (
  id bigint generated always as identity primary key,
  external_id text not null unique,
  total_cents bigint not null,
  channel text not null default 'web'
);
create table staged_orders (
  external_id text primary key,
  total_cents bigint not null
);
