create table notes (
  id bigint generated always as identity primary key,
  tenant_id bigint not null,
  body text not null
);
