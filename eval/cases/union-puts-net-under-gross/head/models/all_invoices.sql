select
  'eu' as region,
  invoice_id,
  issued_on,
  gross_amount,
  net_amount
from {{ ref('stg_invoices_eu') }}

union all

select
  'us' as region,
  invoice_id,
  issued_on,
  net_amount,
  gross_amount
from {{ ref('stg_invoices_us') }}
