set lock_timeout = '5s';
create or replace view active_customers as
select c.id, c.name, a.city
from customers c
join addresses a on a.customer_id = c.id
where c.closed_on is null;
