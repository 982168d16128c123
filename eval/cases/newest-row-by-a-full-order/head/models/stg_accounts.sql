select account_id, plan, changed_at, change_id
from {{ source('crm', 'account_changes') }}
qualify row_number() over (partition by account_id order by changed_at desc, change_id desc) = 1
