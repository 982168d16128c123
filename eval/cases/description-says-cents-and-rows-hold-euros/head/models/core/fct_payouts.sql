select
  payout_id,
  merchant_id,
  paid_at,
  amount_minor / 100.0 as amount
from {{ ref('stg_payouts') }}
