select customer_id, sum(seconds) as seconds
from calls
where date_trunc('month', started_at) = date_trunc('month', localtimestamp) - interval '1 month'
group by customer_id;
