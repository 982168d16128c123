select order_id, customer_id, ordered_at, amount, 'shop' as channel
from {{ ref('stg_orders') }}
union all
select order_id, customer_id, ordered_at, amount, 'marketplace' as channel
from {{ ref('stg_marketplace_orders') }}
