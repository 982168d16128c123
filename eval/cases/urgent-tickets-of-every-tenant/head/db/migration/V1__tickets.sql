create table tenants (
  id bigint primary key,
  name text not null
);

create table tickets (
  id bigint primary key,
  tenant_id bigint not null references tenants (id),
  status text not null,
  priority text not null,
  subject text not null,
  body text not null
);
create index tickets_tenant_id_idx on tickets (tenant_id);
