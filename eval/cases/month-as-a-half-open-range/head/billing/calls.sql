select customer_id, sum(seconds) as seconds
from calls
where started_at >= date_trunc('month', localtimestamp) - interval '1 month'
  and started_at < date_trunc('month', localtimestamp)
group by customer_id;
