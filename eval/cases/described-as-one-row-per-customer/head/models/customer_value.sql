select
  customer_id,
  date_trunc('month', ordered_at) as month,
  sum(amount) as lifetime_value
from {{ ref('stg_orders') }}
group by customer_id, month
