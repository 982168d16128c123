select
  'eu' as region,
  invoice_id,
  issued_on,
  gross_amount,
  net_amount
from {{ ref('stg_invoices_eu') }}
