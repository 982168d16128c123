set lock_timeout = '5s';
alter table notes enable row level security;

create policy notes_read_own on notes for select
  using (tenant_id = current_setting('app.tenant')::bigint);

create policy notes_write_own on notes for insert
  with check (true);
