create table customers (
  id bigint generated always as identity primary key,
  email text not null,
  country text,
  created_at timestamptz not null default now()
);
comment on column customers.country is 'ISO 3166 code; unknown until the first invoice.';
