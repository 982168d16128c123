select
  customer_id,
  country,
  signup_month
from {{ ref('stg_customers') }}
where is_active
