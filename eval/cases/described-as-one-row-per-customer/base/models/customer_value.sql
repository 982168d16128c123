select
  customer_id,
  sum(amount) as lifetime_value
from {{ ref('stg_orders') }}
group by customer_id
