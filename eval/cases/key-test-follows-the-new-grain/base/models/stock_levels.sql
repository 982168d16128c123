select sku, sum(quantity) as quantity
from {{ ref('stg_stock') }}
group by 1
