create table stores (
  id integer primary key,
  name text not null,
  region text not null,
  closed_on date
);

create table sales (
  id bigint primary key,
  store_id integer not null references stores (id),
  sold_at timestamptz not null,
  amount numeric(12, 2) not null
);
create index sales_store_id_idx on sales (store_id);
