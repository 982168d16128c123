select account_id, plan, changed_at, change_id
from {{ source('crm', 'account_changes') }}
