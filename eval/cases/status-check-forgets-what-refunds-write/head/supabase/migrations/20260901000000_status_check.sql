set lock_timeout = '5s';
alter table orders add column refunded_at timestamptz;

alter table orders
  add constraint orders_status_known
  check (status in ('new', 'paid', 'shipped', 'cancelled')) not valid;

-- Called by the trigger of refunds, once for each.
create or replace function mark_refunded() returns trigger language plpgsql as $$
begin
  update orders set status = 'refunded', refunded_at = new.created_at where id = new.order_id;
  return new;
end
$$;
