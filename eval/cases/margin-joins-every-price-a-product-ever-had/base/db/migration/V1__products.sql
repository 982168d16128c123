create table products (
  id bigint primary key,
  sku text not null unique
);

create table purchase_prices (
  product_id bigint not null references products (id),
  valid_from date not null,
  valid_to date,
  price_cents bigint not null,
  primary key (product_id, valid_from)
);

create table sale_lines (
  id bigint primary key,
  product_id bigint not null references products (id),
  sold_on date not null,
  quantity integer not null,
  price_cents bigint not null
);
create index sale_lines_product_id_idx on sale_lines (product_id);
