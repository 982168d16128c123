select
  d.courier_id,
  coalesce(c.name, 'picked up') as courier,
  date_trunc('month', d.delivered_on) as month,
  sum(d.fee_cents) as fee_cents
from deliveries d
left join couriers c on c.id = d.courier_id
group by d.courier_id, c.name, date_trunc('month', d.delivered_on);
