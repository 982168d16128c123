select payment_id, paid_at, amount, fee, 'card' as method
from {{ ref('stg_card_payments') }}

union all

select payment_id, paid_at, amount, cast(null as numeric(12, 2)) as fee, 'transfer' as method
from {{ ref('stg_transfers') }}
