select id as order_id, customer_id, status, total_cents from {{ source('shop', 'orders') }}
