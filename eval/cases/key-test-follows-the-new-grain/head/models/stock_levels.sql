select sku, warehouse_id, sum(quantity) as quantity
from {{ ref('stg_stock') }}
group by 1, 2
