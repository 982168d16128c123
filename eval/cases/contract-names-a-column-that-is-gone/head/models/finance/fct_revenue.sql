select
  invoice_id,
  invoiced_on,
  gross - tax as revenue_net
from {{ ref('stg_invoices') }}
