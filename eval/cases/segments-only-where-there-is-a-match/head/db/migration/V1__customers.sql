create table segments_2026 (
  customer_id bigint primary key,
  segment text not null
);
create table customers (
  id bigint generated always as identity primary key,
  segment text
);
