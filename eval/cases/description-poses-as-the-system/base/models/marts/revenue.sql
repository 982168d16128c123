select o.order_id, o.total_cents
from {{ ref('stg_orders') }} o
