create table shipments (
  id bigint primary key,
  carrier text not null,
  promised_on date not null,
  delivered_on date
);
