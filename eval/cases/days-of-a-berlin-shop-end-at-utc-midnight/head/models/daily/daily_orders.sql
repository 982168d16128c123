select
  to_date(ordered_at) as order_day,
  count(*) as orders,
  sum(amount) as amount,
  sum(tax) as tax
from {{ ref('stg_orders') }}
group by 1
