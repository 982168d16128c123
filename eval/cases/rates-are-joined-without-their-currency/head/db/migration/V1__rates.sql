create table exchange_rates (
  day date not null,
  currency char(3) not null,
  to_eur numeric(18, 8) not null,
  primary key (day, currency)
);

create table invoices (
  id bigint primary key,
  invoiced_on date not null,
  currency char(3) not null,
  amount numeric(14, 2) not null
);
