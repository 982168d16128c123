-- migrate:up
create table accounts (
  id bigint generated always as identity primary key,
  balance_cents bigint not null default 0,
  changed_at timestamptz
);

-- migrate:down
drop table accounts;
