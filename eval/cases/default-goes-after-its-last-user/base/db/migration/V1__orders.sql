create table orders (
  id bigint generated always as identity primary key,
  external_id text not null unique,
  channel text not null default 'web'
);
create table staged_orders (
  external_id text primary key,
  channel text not null
);
