-- Customers with an order this year who have not brought in anybody yet.
select c.id, c.email
from customers c
where exists (
  select 1 from orders o
  where o.customer_id = c.id and o.placed_at >= date_trunc('year', now())
)
and c.id not in (select r.referrer_id from customers r)
order by c.id;
