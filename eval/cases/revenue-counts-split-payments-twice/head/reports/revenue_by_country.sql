-- Revenue of completed orders by country, method of payment and month.
select
  c.country,
  p.method,
  date_trunc('month', o.placed_at) as month,
  sum(o.total_cents) / 100.0 as revenue
from orders o
join customers c on c.id = o.customer_id
left join payments p on p.order_id = o.id
where o.status = 'completed'
group by c.country, p.method, date_trunc('month', o.placed_at)
order by month, c.country, p.method;
