create table crm_contacts (
  id bigint primary key,
  name text not null,
  phone text,
  updated_at timestamptz not null
);

create table support_contacts (
  id bigint primary key,
  name text not null,
  phone text
);
