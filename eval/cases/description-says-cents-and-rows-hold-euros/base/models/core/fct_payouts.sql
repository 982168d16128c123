select
  payout_id,
  merchant_id,
  paid_at,
  amount_minor as amount
from {{ ref('stg_payouts') }}
