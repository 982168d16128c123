select fee_id, charged_at, amount_cents
from {{ ref('stg_fees') }}
