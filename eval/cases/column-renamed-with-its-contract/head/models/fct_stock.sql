select sku, counted_on, qty as quantity, qty
from {{ ref('stg_stock') }}
