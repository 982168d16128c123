select
  invoice_id,
  invoiced_on,
  gross - tax as net_revenue
from {{ ref('stg_invoices') }}
