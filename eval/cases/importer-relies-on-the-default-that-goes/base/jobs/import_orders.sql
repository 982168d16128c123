insert into orders (external_id, total_cents)
select external_id, total_cents from staged_orders;
