create table surveys (
  id bigint primary key,
  shop_id integer not null,
  sent_on date not null,
  stars smallint check (stars between 1 and 5)
);
