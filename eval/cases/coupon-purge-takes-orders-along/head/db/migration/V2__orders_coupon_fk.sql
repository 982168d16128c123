set lock_timeout = '5s';
alter table orders
  add constraint orders_coupon_fk
  foreign key (coupon_id) references coupons (id) on delete cascade not valid;
