create table invoices (
  id bigint primary key,
  issued_on date not null,
  net_cents bigint not null,
  tax_cents bigint not null
);

create table daily_kpis (
  day date primary key,
  gross_cents bigint not null,
  net_cents bigint not null,
  invoices bigint not null
);
