select
  r.refund_id,
  r.order_id,
  r.refunded_at,
  r.amount
from {{ ref('stg_refunds') }} r
join {{ ref('stg_orders') }} o on o.order_id = r.order_id
