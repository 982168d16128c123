select account_id, country
from {{ ref('stg_accounts') }}
