select
  to_date(convert_timezone('UTC', 'Europe/Berlin', ordered_at)) as order_day,
  count(*) as orders,
  sum(amount) as amount
from {{ ref('stg_orders') }}
group by 1
