create table trials (
  id bigint primary key,
  plan text not null,
  started_on date not null,
  converted_on date
);
