select payment_id, paid_at, amount, fee, 'card' as method
from {{ ref('stg_card_payments') }}
