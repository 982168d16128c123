select id as payment_id, order_id, method, amount_cents from {{ source('shop', 'payments') }}
