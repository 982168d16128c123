-- migrate:up
set local lock_timeout = '5s';
alter table orders add column business_day date;
comment on column orders.business_day is 'Calendar day in Europe/Berlin on which the order was placed; the till is closed by it.';

-- migrate:down
alter table orders drop column business_day;
