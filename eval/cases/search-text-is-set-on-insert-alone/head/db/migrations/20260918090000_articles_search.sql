-- migrate:up
set local lock_timeout = '5s';
create function article_search() returns trigger language plpgsql as $$
begin
  new.search := to_tsvector('english', new.title || ' ' || new.body);
  return new;
end
$$;

create trigger articles_search before insert on articles
  for each row execute function article_search();

-- migrate:down
drop trigger articles_search on articles;
drop function article_search();
