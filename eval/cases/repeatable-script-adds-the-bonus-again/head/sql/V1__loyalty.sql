create table loyalty_accounts (
  id bigint generated always as identity primary key,
  customer_id bigint not null unique,
  points integer not null default 0,
  joined_on date not null
);
