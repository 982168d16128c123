select d.courier_id, date_trunc('month', d.delivered_on) as month, sum(d.fee_cents) as fee_cents
from deliveries d
group by d.courier_id, date_trunc('month', d.delivered_on);
