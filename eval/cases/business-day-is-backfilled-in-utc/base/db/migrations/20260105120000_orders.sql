-- migrate:up
create table orders (
  id bigint generated always as identity primary key,
  placed_at timestamptz not null,
  total_cents bigint not null
);

-- migrate:down
drop table orders;
