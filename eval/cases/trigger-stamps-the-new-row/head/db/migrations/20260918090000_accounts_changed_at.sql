-- migrate:up
set local lock_timeout = '5s';
create function stamp_account() returns trigger language plpgsql as $$
begin
  new.changed_at := now();
  return new;
end
$$;

create trigger accounts_stamp before update on accounts
  for each row execute function stamp_account();
