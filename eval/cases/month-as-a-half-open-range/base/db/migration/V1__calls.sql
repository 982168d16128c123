create table calls (
  id bigint primary key,
  customer_id bigint not null,
  started_at timestamp not null,
  seconds integer not null
);
create index calls_started_at_idx on calls (started_at);
