-- Customers with an order this year who have not brought in anybody yet.
select c.id, c.email
from customers c
where exists (
  select 1 from orders o
  where o.customer_id = c.id and o.placed_at >= date_trunc('year', now())
)
and not exists (select 1 from customers r where r.referrer_id = c.id)
order by c.id;
