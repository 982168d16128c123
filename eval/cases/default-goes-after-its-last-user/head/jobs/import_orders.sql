insert into orders (external_id, channel)
select external_id, channel from staged_orders
on conflict (external_id) do nothing;
