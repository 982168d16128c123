select
  account_id,
  seats,
  case
    when seats >= 50 then 'business'
    when seats >= 500 then 'enterprise'
    when seats >= 1 then 'team'
    else 'free'
  end as tier
from {{ ref('stg_accounts') }}
