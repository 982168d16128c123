create table people (
  id bigint generated always as identity primary key,
  first_name text not null,
  middle_name text,
  last_name text not null,
  full_name text
);
