select
  r.refund_id,
  r.order_id,
  r.refunded_at,
  r.amount,
  o.channel
from {{ ref('stg_refunds') }} r
join analytics_prod.staging.stg_orders o on o.order_id = r.order_id
