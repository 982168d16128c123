create table pages (
  id bigint generated always as identity primary key,
  site_id bigint not null,
  slug text not null,
  deleted_at timestamptz
);
create unique index pages_live_slug_idx on pages (site_id, slug) where deleted_at is null;
