create table receipts (
  id bigint primary key,
  store_id integer not null,
  sold_on date not null,
  amount_cents bigint not null,
  received_at timestamptz not null default now()
);

create table store_days (
  store_id integer not null,
  day date not null,
  amount_cents bigint not null,
  receipts bigint not null,
  primary key (store_id, day)
);
