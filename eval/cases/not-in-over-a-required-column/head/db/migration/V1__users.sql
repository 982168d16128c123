create table users (
  id bigint primary key,
  email text not null
);

create table blocked_users (
  user_id bigint not null references users (id),
  since timestamptz not null,
  primary key (user_id, since)
);
