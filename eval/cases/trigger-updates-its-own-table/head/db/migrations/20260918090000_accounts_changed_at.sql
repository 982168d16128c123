-- migrate:up
create function stamp_account() returns trigger language plpgsql as $$
begin
  update accounts set changed_at = now() where id = new.id;
  return null;
end
$$;

create trigger accounts_stamp after update on accounts
  for each row execute function stamp_account();

-- migrate:down
drop trigger accounts_stamp on accounts;
drop function stamp_account();
