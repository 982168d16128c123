-- migrate:up transaction:false
create unique index concurrently pages_slug_key on pages (site_id, slug) where deleted_at is null;

-- migrate:down transaction:false
drop index concurrently pages_slug_key;
