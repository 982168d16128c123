-- migrate:up
create table articles (
  id bigint generated always as identity primary key,
  title text not null,
  body text not null,
  search tsvector
);

-- migrate:down
drop table articles;
