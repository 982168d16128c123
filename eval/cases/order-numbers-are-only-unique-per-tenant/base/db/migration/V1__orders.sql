create table orders (
  tenant_id bigint not null,
  order_no integer not null,
  ordered_at timestamptz not null,
  primary key (tenant_id, order_no)
);

create table order_lines (
  tenant_id bigint not null,
  order_no integer not null,
  line_no integer not null,
  sku text not null,
  quantity integer not null,
  primary key (tenant_id, order_no, line_no),
  foreign key (tenant_id, order_no) references orders (tenant_id, order_no)
);
