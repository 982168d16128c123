insert into store_days (store_id, day, amount_cents, receipts)
-- Tills send receipts up to three days late, so each night the last three days are computed anew.
select store_id, sold_on, sum(amount_cents), count(*)
from receipts
where sold_on >= current_date - 3 and sold_on < current_date
group by store_id, sold_on
on conflict (store_id, day) do update
set amount_cents = excluded.amount_cents, receipts = excluded.receipts;
