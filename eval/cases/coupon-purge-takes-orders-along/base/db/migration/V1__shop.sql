create table coupons (
  id bigint generated always as identity primary key,
  code text not null unique,
  expires_on date not null
);
create table orders (
  id bigint generated always as identity primary key,
  total_cents bigint not null,
  coupon_id bigint
);
create index orders_coupon_id_idx on orders (coupon_id);
