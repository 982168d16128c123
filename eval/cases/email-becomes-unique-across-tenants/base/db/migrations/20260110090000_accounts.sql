-- migrate:up
create table tenants (
  id bigint generated always as identity primary key,
  name text not null
);
create table accounts (
  id bigint generated always as identity primary key,
  tenant_id bigint not null references tenants (id),
  email text not null,
  constraint accounts_once_per_tenant unique (tenant_id, email)
);

-- migrate:down
drop table accounts;
drop table tenants;
