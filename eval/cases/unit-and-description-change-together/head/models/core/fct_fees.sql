select fee_id, charged_at, amount_cents, amount_cents / 100.0 as amount_eur
from {{ ref('stg_fees') }}
