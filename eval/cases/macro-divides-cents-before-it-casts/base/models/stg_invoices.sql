select invoice_id, {{ cents_to_euros('amount_cents') }} as amount
from {{ source('billing', 'invoices') }}
