select date_trunc('month', o.placed_at) as month, sum(o.total_cents) as total_cents
from orders o
where o.status = 'completed'
group by 1
order by 1;
