-- migrate:up transaction:false
-- In steps of the key; the application fills new rows with the Berlin day already.
update orders
set business_day = (placed_at at time zone 'UTC')::date
where business_day is null
  and id between 1 and 500000;

-- migrate:down
