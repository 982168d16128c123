select sku, counted_on, qty
from {{ ref('stg_stock') }}
