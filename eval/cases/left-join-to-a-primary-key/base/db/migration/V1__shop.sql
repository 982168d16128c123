create table couriers (
  id integer primary key,
  name text not null
);

create table deliveries (
  id bigint primary key,
  courier_id integer references couriers (id),
  delivered_on date not null,
  fee_cents bigint not null
);
create index deliveries_courier_id_idx on deliveries (courier_id);
