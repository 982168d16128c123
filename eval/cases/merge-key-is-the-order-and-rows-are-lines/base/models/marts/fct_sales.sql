{{ config(materialized='incremental', unique_key='order_id', incremental_strategy='delete+insert') }}

select
  o.order_id,
  o.ordered_at,
  o.updated_at,
  sum(l.quantity * l.unit_price) as amount
from {{ ref('stg_orders') }} o
join {{ ref('stg_order_lines') }} l on l.order_id = o.order_id
{% if is_incremental() %}
where o.updated_at >= (select dateadd(day, -3, max(updated_at)) from {{ this }})
{% endif %}
group by 1, 2, 3
