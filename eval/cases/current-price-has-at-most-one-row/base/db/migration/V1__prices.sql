create table products (
  id bigint primary key,
  sku text not null unique
);

create table prices (
  id bigint primary key,
  product_id bigint not null references products (id),
  price_cents bigint not null,
  valid_from timestamptz not null,
  valid_to timestamptz
);
create unique index prices_current on prices (product_id) where valid_to is null;
