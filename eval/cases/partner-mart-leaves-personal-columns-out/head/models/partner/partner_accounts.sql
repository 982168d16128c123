select * except (email, phone)
from {{ ref('stg_accounts') }}
