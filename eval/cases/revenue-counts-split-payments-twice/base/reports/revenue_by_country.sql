-- Revenue of completed orders by country and month.
select
  c.country,
  date_trunc('month', o.placed_at) as month,
  sum(o.total_cents) / 100.0 as revenue
from orders o
join customers c on c.id = o.customer_id
where o.status = 'completed'
group by c.country, date_trunc('month', o.placed_at)
order by month, c.country;
