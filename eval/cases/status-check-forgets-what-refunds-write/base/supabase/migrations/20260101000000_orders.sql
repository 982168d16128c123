create table orders (
  id bigint generated always as identity primary key,
  status text not null default 'new'
);

create table refunds (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders (id),
  created_at timestamptz not null default now()
);
create index refunds_order_id_idx on refunds (order_id);

create function mark_refunded() returns trigger language plpgsql as $$
begin
  update orders set status = 'refunded' where id = new.order_id;
  return new;
end
$$;

create trigger refunds_mark_order after insert on refunds
  for each row execute function mark_refunded();
