{{ config(materialized='incremental', unique_key='order_id', incremental_strategy='merge') }}

select
  o.order_id,
  l.line_no,
  l.sku,
  o.ordered_at,
  o.updated_at,
  l.quantity * l.unit_price as amount
from {{ ref('stg_orders') }} o
join {{ ref('stg_order_lines') }} l on l.order_id = o.order_id
{% if is_incremental() %}
where o.updated_at >= (select dateadd(day, -3, max(updated_at)) from {{ this }})
{% endif %}
