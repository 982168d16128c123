-- migrate:up
create table pages (
  id bigint generated always as identity primary key,
  site_id bigint not null,
  slug text not null,
  deleted_at timestamptz
);

-- migrate:down
drop table pages;
